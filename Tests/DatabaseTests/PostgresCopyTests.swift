import Postgres
import Testing
import WinnowTesting

@Suite struct PostgresCopyTests {
    private static let columns = "n, i, t, b, f, r, j"

    private func connectWithTable() async throws -> PostgresConnection {
        let connection = try await PostgresConnection.connect(TestCluster.emptyDatabase())
        try await connection.query("CREATE TABLE t (n int8, i int8, t text, b bytea, f bool, r float8, j json)")
        return connection
    }

    private func count(_ connection: PostgresConnection) async throws -> Int64 {
        try await connection.query("SELECT count(*) AS n FROM t")[0].int("n")
    }

    @Test func randomRowsComeBackExactly() async throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        print("randomRowsComeBackExactly: seed \(seed)")
        var numbers = SplitMix(state: seed)
        let rows = (0..<2_000).map { HostileRow(number: $0, from: &numbers) } + [.widest(number: 2_000)]
        let connection = try await connectWithTable()
        let copied = try await connection.copyIn("t", columns: Self.columns, rows: rows.lazy.map(\.values))
        #expect(copied == rows.count)
        let read = try await connection.query("SELECT * FROM t ORDER BY n").map { try HostileRow($0) }
        #expect(read.count == rows.count)
        for (row, expected) in zip(read, rows) where row != expected.stored {
            Issue.record("seed \(seed): row \(expected.number) came back changed")
        }
    }

    @Test func noRowsAreNoError() async throws {
        let connection = try await connectWithTable()
        #expect(try await connection.copyIn("t", columns: "n", rows: []) == 0)
    }

    @Test(arguments: [PostgresValue.ints([1]), .texts(["a"]), .byteArrays([[1]])])
    func anArrayIsRefusedAndNothingIsWritten(array: PostgresValue) async throws {
        let connection = try await connectWithTable()
        let rows: [[PostgresValue]] = (0..<50_000).map { [.int($0), .text("text")] } + [[.int(0), array]]
        let error = await #expect(throws: PostgresError.self) {
            try await connection.copyIn("t", columns: "n, t", rows: rows)
        }
        #expect(error?.message == "COPY cannot send an array")
        #expect(error?.isConnectionLost == false)
        #expect(try await count(connection) == 0)
    }

    @Test func aRowOfTheWrongLengthWritesNothing() async throws {
        let connection = try await connectWithTable()
        let error = await #expect(throws: PostgresError.self) {
            try await connection.copyIn("t", columns: "n, t", rows: [[1, "a"], [2]])
        }
        #expect(error?.sqlstate == "22P04")
        #expect(try await count(connection) == 0)
    }

    @Test func aCopyInATransactionIsUndoneWithIt() async throws {
        struct Refusal: Error {}
        let connection = try await connectWithTable()
        await #expect(throws: Refusal.self) {
            try await connection.transaction { transaction in
                #expect(try await transaction.copyIn("t", columns: "n", rows: [[1], [2]]) == 2)
                throw Refusal()
            }
        }
        #expect(try await count(connection) == 0)
    }

    @Test func aMissingTableIsSaid() async throws {
        let connection = try await connectWithTable()
        let error = await #expect(throws: PostgresError.self) {
            try await connection.copyIn("absent", columns: "n", rows: [[1]])
        }
        #expect(error?.sqlstate == "42P01")
        #expect(try await count(connection) == 0)
    }
}
