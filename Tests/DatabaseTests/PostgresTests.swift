import Postgres
import Testing
import WinnowTesting

@Suite struct PostgresTests {
    private func connect() async throws -> PostgresConnection {
        try await PostgresConnection.connect(TestCluster.emptyDatabase())
    }

    @Test func valuesComeBackAsTheyWere() async throws {
        let connection = try await connect()
        let row = try #require(
            await connection.query(
                """
                SELECT $1::int8 AS i, $2::text AS t, $3 AS b, $4::bool AS f, $5::float8 AS r, $6::text AS none,
                    ($7::text[])[2] AS piece, ($8::bytea[])[1] AS bytes, ($9::int8[])[2] AS number,
                    'epoch'::timestamptz AS time
                """,
                [
                    .int(Int64.min), "tab\tback\\slash 'quote' ☃", .bytes([0, 255, 92]), true, .real(-0.5), nil,
                    .texts(["a", "b\"\\,{}"]), .byteArrays([[0, 34, 92]]), .ints([1, -2]),
                ]
            ).first)
        #expect(try row.int("i") == .min)
        #expect(try row.text("t") == "tab\tback\\slash 'quote' ☃")
        #expect(try row.bytes("b") == [0, 255, 92])
        #expect(try row.bool("f"))
        #expect(try row.real("r") == -0.5)
        #expect(try row.optionalText("none") == nil)
        #expect(try row.text("piece") == "b\"\\,{}")
        #expect(try row.bytes("bytes") == [0, 34, 92])
        #expect(try row.int("number") == -2)
        #expect(try row.time("time") == 0)
    }

    @Test func emptyBytesAreNotNull() async throws {
        let rows = try await connect().query("SELECT $1 AS b", [.bytes([])])
        #expect(try rows[0].bytes("b") == [])
    }

    @Test func readingAColumnAsTheWrongTypeThrows() async throws {
        let rows = try await connect().query("SELECT 'x' AS t, NULL::int8 AS none")
        #expect(throws: PostgresError.self) { try rows[0].int("t") }
        #expect(throws: PostgresError.self) { try rows[0].int("none") }
        #expect(throws: PostgresError.self) { try rows[0].int("absent") }
    }

    @Test func anErrorCarriesTheSQLState() async throws {
        let connection = try await connect()
        let error = await #expect(throws: PostgresError.self) {
            try await connection.query("SELECT 1 / $1::int4", [.int(0)])
        }
        #expect(error?.sqlstate == "22012")
        #expect(error?.isTransient == false)
        #expect(error?.description.contains("division by zero") == true)
        #expect(await connection.isUsable)
    }

    @Test func anUnreachableServerIsATransientError() async throws {
        let error = await #expect(throws: PostgresError.self) {
            try await PostgresConnection.connect("host=/nonexistent-winnow dbname=x")
        }
        #expect(error?.isConnectionLost == true)
        #expect(error?.isTransient == true)
    }

    @Test func copyKeepsHostileText() async throws {
        let connection = try await connect()
        try await connection.query("CREATE TABLE t (n int8, s text, b bytea)")
        let texts = [
            "a\tb", "a\nb\r\n", "\\N", "\\.", "back\\slash", "", "\u{1B}[31m", "\u{202E}abc", "'; DROP TABLE t",
        ]
        let copied = try await connection.copyIn(
            "t", columns: "n, s, b",
            rows: texts.enumerated().map { [.int($0), .text($1), .bytes(Array($1.utf8) + [0, 255])] })
        #expect(copied == texts.count)
        let rows = try await connection.query("SELECT * FROM t ORDER BY n")
        #expect(try rows.map { try $0.text("s") } == texts)
        #expect(try rows.map { try $0.bytes("b") } == texts.map { Array($0.utf8) + [0, 255] })
    }

    @Test func aNullCharacterIsStoredInVisibleForm() async throws {
        let connection = try await connect()
        try await connection.query("CREATE TABLE t (s text)")
        try await connection.copyIn("t", columns: "s", rows: [[.text("a\0b")]])
        try await connection.query("INSERT INTO t VALUES ($1)", [.text("a\0b")])
        let rows = try await connection.query("SELECT s FROM t")
        #expect(try rows.map { try $0.text("s") } == ["a\\u0000b", "a\\u0000b"])
    }

    @Test func aCopyThatFailsLeavesTheConnectionUsable() async throws {
        let connection = try await connect()
        try await connection.query("CREATE TABLE t (n int4)")
        let error = await #expect(throws: PostgresError.self) {
            try await connection.copyIn("t", columns: "n", rows: (0..<100_000).map { [.text("not \($0)")] })
        }
        #expect(error?.sqlstate == "22P03")
        #expect(try await connection.query("SELECT count(*) AS n FROM t")[0].int("n") == 0)
    }

    @Test func aTransactionThatThrowsChangesNothing() async throws {
        struct Refusal: Error {}
        let connection = try await connect()
        try await connection.query("CREATE TABLE t (n int4)")
        await #expect(throws: Refusal.self) {
            try await connection.transaction { transaction in
                try await transaction.query("INSERT INTO t VALUES (1)")
                throw Refusal()
            }
        }
        #expect(try await connection.query("SELECT 1 FROM t").isEmpty)
    }

    @Test func aTransactionWithASwallowedErrorDoesNotPassForCommitted() async throws {
        let connection = try await connect()
        await #expect(throws: PostgresError.self) {
            try await connection.transaction { transaction in
                _ = try? await transaction.query("SELECT 1 / 0")
            }
        }
    }

    @Test func otherStatementsWaitForATransactionToEnd() async throws {
        let connection = try await connect()
        try await connection.query("CREATE TABLE t (n int4)")
        try await withThrowingTaskGroup { group in
            for _ in 0..<20 {
                group.addTask {
                    try await connection.transaction { transaction in
                        let before = try await transaction.query("SELECT count(*) AS n FROM t")[0].int("n")
                        await Task.yield()
                        try await transaction.query("INSERT INTO t VALUES (1)")
                        await Task.yield()
                        let after = try await transaction.query("SELECT count(*) AS n FROM t")[0].int("n")
                        #expect(after == before + 1)
                    }
                }
                group.addTask { try await connection.query("INSERT INTO t VALUES (2)") }
            }
            try await group.waitForAll()
        }
        #expect(try await connection.query("SELECT count(*) AS n FROM t")[0].int("n") == 40)
    }

    @Test func aTransactionCannotBeUsedAfterItsEnd() async throws {
        let connection = try await connect()
        let kept = try await connection.transaction { $0 }
        await #expect(throws: PostgresError.self) { try await kept.query("SELECT 1") }
    }

    @Test func aStreamReadsEveryRowInPieces() async throws {
        let connection = try await connect()
        var sizes: [Int] = []
        try await connection.transaction(.snapshot) { transaction in
            try await transaction.stream("SELECT generate_series(1, 25) AS n", size: 10) { sizes.append($0.count) }
        }
        #expect(sizes == [10, 10, 5])
    }

    @Test func aNotificationWakesTheListener() async throws {
        let conninfo = try await TestCluster.emptyDatabase()
        let listener = try await PostgresConnection.connect(conninfo)
        let other = try await PostgresConnection.connect(conninfo)
        try await listener.listen("channel")
        async let heard = listener.waitForNotification(timeout: .seconds(30))
        try await other.query("SELECT pg_notify('channel', 'word')")
        #expect(try await heard == [PostgresNotification(channel: "channel", payload: "word")])
        #expect(try await listener.waitForNotification(timeout: .zero).isEmpty)
    }

    @Test func aKilledConnectionSaysSo() async throws {
        let conninfo = try await TestCluster.emptyDatabase()
        let victim = try await PostgresConnection.connect(conninfo)
        let other = try await PostgresConnection.connect(conninfo)
        let pid = try await victim.query("SELECT pg_backend_pid() AS pid")[0].int("pid")
        try await other.query("SELECT pg_terminate_backend($1)", [.int(pid)])
        let error = await #expect(throws: PostgresError.self) { try await victim.query("SELECT 1") }
        #expect(error?.isConnectionLost == true)
        #expect(error?.isTransient == true)
        #expect(await !victim.isUsable)
    }
}
