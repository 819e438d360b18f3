import Logging
import Model
import Postgres

/// A connection that comes back: whoever uses it waits while the database is away.
actor DatabaseLink {
    /// When waiting for the database ends without one.
    enum Patience {
        /// As soon as a stop is asked for: nothing is held yet that would be lost.
        case untilDraining
        /// Once running jobs are given up.
        case untilOver
    }

    private let conninfo: String
    private let patience: Patience
    private let answersWithin: Duration
    private let log: Logger
    private let stop: StopSignal
    private var current: PostgresConnection?

    /// - Parameter answersWithin: a server that is silent for longer under a statement is taken for lost.
    init(
        conninfo: String, log: Logger, stop: StopSignal, patience: Patience = .untilOver,
        answersWithin: Duration = .seconds(300)
    ) {
        self.conninfo = conninfo
        self.answersWithin = answersWithin
        self.patience = patience
        self.log = log
        self.stop = stop
    }

    /// The open connection, or a new one as soon as there is one.
    ///
    /// - Throws: `database-unreachable` once the worker is to stop at once and no connection can be had.
    func connection() async throws -> PostgresConnection {
        if let current, await current.isUsable { return current }
        current = nil
        var backoff = Backoff()
        var said = false
        while true {
            do {
                let fresh = try await PostgresConnection.connect(conninfo, patience: answersWithin)
                if said { log.info("the database is back") }
                current = fresh
                return fresh
            } catch {
                if isOver {
                    throw WinnowError(
                        "database-unreachable", "the database cannot be reached", cause: "\(error)")
                }
                if !said { log.warning("waiting for the database", metadata: ["cause": "\(error)"]) }
                said = true
                try await Task.sleep(for: .seconds(backoff.next(chance: .random(in: 0..<1))))
            }
        }
    }

    /// Runs `body` and, when the connection breaks under it, runs it again on a new one: only for what may run twice.
    func retrying<Value: Sendable>(
        _ body: @Sendable (PostgresConnection) async throws -> Value
    ) async throws -> Value {
        var backoff = Backoff()
        while true {
            let connection = try await connection()
            do {
                return try await body(connection)
            } catch let error as PostgresError where error.isConnectionLost || error.isTransient {
                if isOver { throw error }
                log.warning("the database refused; trying again", metadata: ["cause": "\(error)"])
                try await Task.sleep(for: .seconds(backoff.next(chance: .random(in: 0..<1))))
            }
        }
    }

    private var isOver: Bool {
        switch patience {
        case .untilDraining: stop.isDraining
        case .untilOver: stop.isOver
        }
    }

    func close() async {
        await current?.close()
        current = nil
    }
}
