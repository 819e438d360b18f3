import Postgres
import Testing
import WinnowTesting

/// A transaction's last statement goes out with its COMMIT.
@Suite struct PostgresLastStatementTests {
    private func table() async throws -> PostgresConnection {
        let connection = try await PostgresConnection.connect(TestCluster.emptyDatabase())
        try await connection.query("CREATE TABLE t (n int4 UNIQUE DEFERRABLE INITIALLY DEFERRED)")
        return connection
    }

    private func numbers(_ connection: PostgresConnection) async throws -> [Int64] {
        try await connection.query("SELECT n FROM t ORDER BY n").map { try $0.int("n") }
    }

    @Test func itGivesItsRowsAndAllIsCommitted() async throws {
        let connection = try await table()
        let rows = try await connection.transaction { transaction in
            try await transaction.copyIn("t", columns: "n", rows: [])
            try await transaction.query("INSERT INTO t VALUES ($1)", [1])
            return try await transaction.queryAndCommit("INSERT INTO t VALUES (2), (3) RETURNING n")
        }
        #expect(try rows.map { try $0.int("n") } == [2, 3])
        #expect(try await numbers(connection) == [1, 2, 3])
    }

    @Test func itMayBeTheOnlyOne() async throws {
        let connection = try await table()
        _ = try await connection.transaction { try await $0.queryAndCommit("INSERT INTO t VALUES (1)") }
        #expect(try await numbers(connection) == [1])
    }

    @Test func nothingCanFollowIt() async throws {
        let connection = try await table()
        await #expect { try await followed(connection) } throws: { ($0 as? PostgresError)?.sqlstate == "25000" }
        #expect(try await numbers(connection) == [1])
    }

    private func followed(_ connection: PostgresConnection) async throws {
        try await connection.transaction { transaction in
            try await transaction.queryAndCommit("INSERT INTO t VALUES (1)")
            try await transaction.query("INSERT INTO t VALUES (2)")
        }
    }

    /// The errors: in the statement, and in the COMMIT.
    @Test(arguments: [("SELECT 1 / 0", "22012"), ("INSERT INTO t VALUES (1)", "23505")])
    func anErrorUndoesAll(sql: String, sqlstate: String) async throws {
        let connection = try await table()
        for isAlone in [false, true] {
            try await connection.query("TRUNCATE t")
            if isAlone { try await connection.query("INSERT INTO t VALUES (1)") }
            await #expect { try await lastFails(connection, sql, isAlone) } throws: { error in
                let error = error as? PostgresError
                return error?.sqlstate == sqlstate && error?.isCommitUnknown == false
            }
            #expect(try await numbers(connection) == (isAlone ? [1] : []))
        }
    }

    private func lastFails(_ connection: PostgresConnection, _ sql: String, _ isAlone: Bool) async throws {
        try await connection.transaction { transaction in
            if !isAlone { try await transaction.query("INSERT INTO t VALUES (1)") }
            try await transaction.queryAndCommit(sql)
        }
    }

    @Test func aSwallowedErrorBeforeItDoesNotPassForCommitted() async throws {
        let connection = try await table()
        await #expect(throws: PostgresError.self) {
            try await connection.transaction { transaction in
                _ = try? await transaction.query("SELECT 1 / 0")
                try await transaction.queryAndCommit("INSERT INTO t VALUES (1)")
            }
        }
        #expect(try await numbers(connection).isEmpty)
    }

    @Test func aConnectionThatBreaksDuringItLeavesTheCommitUnknown() async throws {
        let connection = try await table()
        await #expect { try await hangUp(connection) } throws: { error in
            let error = error as? PostgresError
            return error?.isConnectionLost == true && error?.isCommitUnknown == true
        }
        #expect(await !connection.isUsable)
    }

    private func hangUp(_ connection: PostgresConnection) async throws {
        _ = try await connection.transaction {
            try await $0.queryAndCommit("SELECT pg_terminate_backend(pg_backend_pid())")
        }
    }

    @Test func aCopyInTheFirstStatementEndsTheConnectionAndNotTheProgram() async throws {
        let connection = try await table()
        await #expect(throws: PostgresError.self) {
            try await connection.transaction { try await $0.query("COPY t FROM STDIN") }
        }
        #expect(await !connection.isUsable)
    }
}
