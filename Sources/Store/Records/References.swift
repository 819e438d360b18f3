import Model
import Postgres

extension Records {
    private static let versionColumns = "reference_id, kind, name, digest, set_kind, entries"

    /// Keeps a version of a piece of reference data; the same name and content are the same version.
    package func addReference(
        kind: ReferenceKind, name: String, setKind: HashSetKind? = nil, digest: String, entries: Int, content: [UInt8]
    ) async throws -> ReferenceVersion {
        try await connection.query(
            "SELECT winnow.add_reference($1, $2, $3, $4, $5, $6)",
            [
                .text(kind.rawValue), .text(name), .text(digest), .text(setKind?.rawValue), .int(entries),
                .bytes(content),
            ])
        let rows = try await connection.query(
            "SELECT \(Self.versionColumns) FROM winnow.reference_data WHERE kind = $1 AND name = $2 AND digest = $3",
            [.text(kind.rawValue), .text(name), .text(digest)])
        let kept = try ReferenceVersion(rows.single)
        guard kept.setKind == setKind else {
            throw WinnowError(
                "reference-differs",
                "\(name) is already there with the same content as \(kept.setKind?.rawValue ?? "no set kind")",
                remedy: "use another name")
        }
        return kept
    }

    /// All versions, by kind and name, newest first.
    package func references(kind: ReferenceKind? = nil) async throws -> [ReferenceVersion] {
        try await connection.query(
            """
            SELECT \(Self.versionColumns) FROM winnow.reference_data WHERE $1::text IS NULL OR kind = $1
            ORDER BY kind, name, reference_id DESC
            """, [.text(kind?.rawValue)]
        ).map { try ReferenceVersion($0) }
    }

    /// The newest version of a name, without its content.
    package func newestReference(kind: ReferenceKind, name: String) async throws -> ReferenceVersion {
        let rows = try await connection.query(
            """
            SELECT \(Self.versionColumns) FROM winnow.reference_data WHERE kind = $1 AND name = $2
            ORDER BY reference_id DESC LIMIT 1
            """, [.text(kind.rawValue), .text(name)])
        guard let row = rows.first else { throw Self.missing(kind, name) }
        return try ReferenceVersion(row)
    }

    /// A version of a name by the beginning of its digest; the newest when none is given, or the newest before another.
    package func reference(
        kind: ReferenceKind, name: String, version: String?, before: ReferenceVersion? = nil
    ) async throws -> ReferenceVersion {
        let all = try await references(kind: kind).filter { $0.name == name }
        guard !all.isEmpty else { throw Self.missing(kind, name) }
        if let version {
            let matching = all.filter { $0.digest.hasPrefix(version.lowercased()) }
            guard matching.count == 1 else {
                throw WinnowError(
                    "version-unknown", "\(matching.count) versions of \(name) begin with \(version)",
                    remedy: "`winnow keywords list` shows them")
            }
            return matching[0]
        }
        guard let before else { return all[0] }
        let older = all.drop { $0.digest != before.digest }.dropFirst()
        guard let first = older.first else {
            throw WinnowError("version-unknown", "\(name) has no older version", remedy: "there is nothing to compare")
        }
        return first
    }

    /// The newest version of a name, with its content.
    package func reference(kind: ReferenceKind, name: String) async throws -> (ReferenceVersion, content: [UInt8]) {
        let version = try await newestReference(kind: kind, name: name)
        return (version, try await referenceContent(digest: version.digest))
    }

    package func referenceContent(digest: String) async throws -> [UInt8] {
        let rows = try await connection.query(
            "SELECT winnow.reference_content($1) AS content", [.text(digest)])
        guard let content = try rows.single.optionalBytes("content") else {
            throw WinnowError("reference-missing", "there is no reference data with digest \(digest)")
        }
        return content
    }

    /// What a batch was submitted with and what later re-scans added, in the order of kind and name; of one name those
    /// that came first stand first.
    package func pinnedReferences(batchID: Int64) async throws -> [ReferenceVersion] {
        try await connection.query(
            """
            SELECT \(Self.versionColumns) FROM winnow.references_of($1)
            ORDER BY kind, name COLLATE "C", rescan NULLS FIRST, digest
            """, [.int(batchID)]
        ).map { try ReferenceVersion($0) }
    }

    static func missing(_ kind: ReferenceKind, _ name: String) -> WinnowError {
        let add =
            switch kind {
            case .keywords: "winnow keywords add"
            case .hashset: "winnow hashsets import"
            case .rules: "winnow rules add"
            }
        return WinnowError(
            "reference-missing", "there is no \(kind.rawValue) named \(name)", remedy: "add it with `\(add)`")
    }
}

extension ReferenceVersion {
    init(_ row: PostgresRow) throws {
        self.init(
            kind: try row.word("kind"), name: try row.text("name"), digest: try row.text("digest"),
            setKind: try row.optionalWord("set_kind"), entries: Int(try row.int("entries")))
    }
}
