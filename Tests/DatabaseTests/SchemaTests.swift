import Glibc
import Model
import Postgres
import Store
import Testing
import WinnowTesting

@Suite struct SchemaTests {
    @Test func theProgramCarriesTheSchemaFile() throws {
        let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        let file = try #require(fopen("/\(root)/schema.sql", "r"))
        defer { fclose(file) }
        let text = String(unsafeUninitializedCapacity: 1 << 20) { fread($0.baseAddress, 1, $0.count, file) }
        #expect(SchemaText.sql + "\n" == text, "run deploy/generate-schema")
    }

    @Test func anEmptyDatabaseGetsTheSchemaOnce() async throws {
        let installer = try await SchemaInstaller(PostgresConnection.connect(TestCluster.emptyDatabase()))
        let missing = await #expect(throws: WinnowError.self) { try await installer.check() }
        #expect(missing?.code == "schema-missing")
        #expect(try await installer.install())
        #expect(try await !installer.install())
        try await installer.check()
    }

    @Test func aDatabaseOfAnotherVersionIsRefused() async throws {
        let connection = try await PostgresConnection.connect(TestCluster.database())
        try await connection.query("UPDATE winnow.meta SET value = 'other'")
        let installer = SchemaInstaller(connection)
        let checked = await #expect(throws: WinnowError.self) { try await installer.check() }
        #expect(checked?.code == "schema-differs")
        let installed = await #expect(throws: WinnowError.self) { try await installer.install() }
        #expect(installed?.code == "schema-differs")
    }

    @Test func twoThatInstallAtOnceInstallOnce() async throws {
        let conninfo = try await TestCluster.emptyDatabase()
        let made = try await withThrowingTaskGroup { group in
            for _ in 0..<4 {
                group.addTask { try await SchemaInstaller(PostgresConnection.connect(conninfo)).install() }
            }
            return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(made == 1)
    }

    @Test func referenceDataNeverChanges() async throws {
        let fixture = try await QueueFixture()
        _ = try await fixture.records.addReference(
            kind: .keywords, name: "list", digest: "d", entries: 1, content: [1])
        await #expect(throws: PostgresError.self) {
            try await fixture.connection.query("UPDATE winnow.reference_data SET name = 'other'")
        }
    }
}
