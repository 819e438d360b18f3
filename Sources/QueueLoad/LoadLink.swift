import Postgres

/// A connection that comes back: what fails for a passing reason is done again, on a new one if need be.
actor LoadLink {
    private let conninfo: String
    private var connection: PostgresConnection?

    init(conninfo: String) { self.conninfo = conninfo }

    /// - Parameter body: is run again after any transient error, so it must ask what an earlier run has done.
    func retrying<Value: Sendable>(
        _ body: @Sendable (PostgresConnection) async throws -> Value
    ) async throws -> Value {
        var pause = Duration.milliseconds(20)
        while true {
            do {
                return try await body(opened())
            } catch let error as PostgresError where error.isTransient {
                if error.isConnectionLost { await close() }
                try await Task.sleep(for: pause)
                pause = min(pause * 2, .milliseconds(500))
            }
        }
    }

    func close() async {
        await connection?.close()
        connection = nil
    }

    private func opened() async throws -> PostgresConnection {
        if let connection { return connection }
        let fresh = try await PostgresConnection.connect(conninfo)
        connection = fresh
        return fresh
    }
}
