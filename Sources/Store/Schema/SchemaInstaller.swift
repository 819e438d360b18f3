import Digests
import Model
import Postgres

/// Puts Winnow's schema into a database, once, and says whether the one found there is this program's.
package struct SchemaInstaller: Sendable {
    private let connection: PostgresConnection

    package init(_ connection: PostgresConnection) { self.connection = connection }

    /// SHA-256 of this program's schema text.
    package static let digest = Hex.string(RunningDigest.of(SchemaText.sql))

    /// Creates everything in one transaction; true if it was not there yet. Throws when a different one is there.
    @discardableResult
    package func install() async throws -> Bool {
        try await connection.transaction { transaction in
            // Two that install at once: the second waits here and then finds it installed.
            try await transaction.query("SELECT pg_advisory_xact_lock(hashtext('winnow.schema'))")
            if let found = try await Self.installed(transaction) {
                guard found == Self.digest else { throw Self.differs(found) }
                return false
            }
            try await transaction.script(SchemaText.sql)
            try await transaction.query(
                "INSERT INTO winnow.meta (key, value) VALUES ('schema', $1)", [.text(Self.digest)])
            return true
        }
    }

    /// Throws `schema-missing` or `schema-differs` unless the database has exactly this program's schema.
    package func check() async throws {
        let found = try await connection.transaction(.snapshot) { try await Self.installed($0) }
        guard let found else {
            throw WinnowError(
                "schema-missing", "the database does not have Winnow's tables", remedy: "run `winnow migrate`")
        }
        guard found == Self.digest else { throw Self.differs(found) }
    }

    /// Nil when the database has no schema of Winnow's. Any of Winnow's roles may ask.
    private static func installed(_ transaction: Transaction) async throws -> String? {
        let schema = try await transaction.query(
            "SELECT to_regnamespace('winnow') IS NOT NULL AS present, to_regproc('winnow.installed_schema')::text AS known"
        )
        guard try schema.single.bool("present") else { return nil }
        guard try schema.single.optionalText("known") != nil else { return "of unknown version" }
        return try await transaction.query("SELECT winnow.installed_schema() AS digest").single.optionalText("digest")
            ?? "of unknown version"
    }

    private static func differs(_ found: String) -> WinnowError {
        WinnowError(
            "schema-differs",
            "the database has the schema of another version of Winnow (\(found.prefix(12)), not \(digest.prefix(12)))",
            remedy: "use the version of Winnow that made it, or a new database")
    }
}
