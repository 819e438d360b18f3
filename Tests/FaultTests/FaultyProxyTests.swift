import Postgres
import Testing
import WinnowTesting

/// The proxy itself: what the tests with it rest on.
@Suite struct FaultyProxyTests {
    @Test func forwardsThenFreezesThenGoesOn() async throws {
        let database = try await TestCluster.database()
        let proxy = try await FaultyProxy(conninfo: database)
        let name = try await Self.database(of: database)
        let connection = try await PostgresConnection.connect(proxy.address.conninfo + " dbname=\(name)")
        #expect(proxy.connections == 1)
        await proxy.setMode(.freeze)
        async let late = connection.query("SELECT 1 AS frozen")[0].int("frozen")
        let probe = try await PostgresConnection.connect(database)
        // As long as many statements take elsewhere, this one does not arrive.
        for _ in 0..<200 {
            let seen = try await probe.query("SELECT 1 FROM pg_stat_activity WHERE query = 'SELECT 1 AS frozen'")
            #expect(seen.isEmpty)
        }
        await proxy.setMode(.forward)
        #expect(try await late == 1)
        await connection.close()
        await probe.close()
        await proxy.stop()
    }

    @Test func cutsWhatIsOpenAndRefusesUntilItForwardsAgain() async throws {
        let database = try await TestCluster.database()
        let proxy = try await FaultyProxy(conninfo: database)
        let conninfo = try await proxy.address.conninfo + " dbname=\(Self.database(of: database))"
        let connection = try await PostgresConnection.connect(conninfo)
        await proxy.setMode(.cut)
        #expect(proxy.connections == 0)
        await #expect(throws: PostgresError.self) { try await connection.query("SELECT 1") }
        await #expect(throws: PostgresError.self) { try await PostgresConnection.connect(conninfo) }
        await proxy.setMode(.forward)
        let again = try await PostgresConnection.connect(conninfo)
        try await again.query("SELECT 1")
        await again.close()
        await proxy.stop()
    }

    private static func database(of conninfo: String) async throws -> String {
        let connection = try await PostgresConnection.connect(conninfo)
        defer { Task { await connection.close() } }
        return try await connection.query("SELECT current_database()::text AS name")[0].text("name")
    }
}
