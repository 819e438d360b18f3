import Model
import Postgres

extension Records {
    private static let versionColumns = "reference_id, kind, name, digest, set_kind, entries"

    /// Keeps a version of a piece of reference data; the same name and content are the same version.
    package func addReference(
        kind: ReferenceKind, name: String, setKind: HashSetKind? = nil, digest: String, entries: Int, content: [UInt8]
    ) async throws -> ReferenceVersion {
        let version = ReferenceVersion(kind: kind, name: name, digest: digest, setKind: setKind, entries: entries)
        return try await addReference(version, bytes: content.count) { offset, count in
            Array(content[offset..<(offset + count)])
        }
    }

    /// Keeps a version whose content is read in pieces, none larger than `ReferencePieces.size`, if it is not here yet.
    ///
    /// - Parameters:
    ///   - details: JSON about how it came to be, for people.
    ///   - read: gives bytes of the content; nil where it lies in a folder that workers share.
    package func addReference(
        _ version: ReferenceVersion, bytes: Int, details: String = "{}",
        read: ((_ offset: Int, _ count: Int) throws -> [UInt8])?
    ) async throws -> ReferenceVersion {
        try await connection.transaction { transaction in
            let isWanted = try await transaction.query(
                "SELECT winnow.add_reference($1, $2, $3, $4, $5, $6, $7) AS wanted",
                [
                    .text(version.kind.rawValue), .text(version.name), .text(version.digest),
                    .text(version.setKind?.rawValue), .int(version.entries), .int(bytes), .json(details),
                ]
            ).single.bool("wanted")
            if isWanted, let read {
                for (ordinal, offset) in stride(from: 0, to: max(1, bytes), by: ReferencePieces.size).enumerated() {
                    let piece = try read(offset, min(ReferencePieces.size, bytes - offset))
                    try await transaction.query(
                        "SELECT winnow.add_reference_piece($1, $2, $3)",
                        [.text(version.digest), .int(ordinal), .bytes(piece)])
                }
            }
        }
        let rows = try await connection.query(
            "SELECT \(Self.versionColumns) FROM winnow.reference_data WHERE kind = $1 AND name = $2 AND digest = $3",
            [.text(version.kind.rawValue), .text(version.name), .text(version.digest)])
        let kept = try ReferenceVersion(rows.single)
        guard kept.setKind == version.setKind else {
            throw WinnowError(
                "reference-differs",
                "\(version.name) is already there with the same content as \(kept.setKind?.rawValue ?? "no set kind")",
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
        var content: [UInt8] = []
        try await readReference(digest: digest) { content += $0 }
        return content
    }

    /// The content piece by piece, in order. Throws `reference-missing` when it is not in the database.
    package func readReference(digest: String, _ body: ([UInt8]) throws -> Void) async throws {
        var ordinal = 0
        while let piece = try await connection.query(
            "SELECT winnow.read_reference($1, $2) AS content", [.text(digest), .int(ordinal)]
        ).single.optionalBytes("content") {
            try body(piece)
            ordinal += 1
        }
        guard ordinal > 0 else {
            throw WinnowError(
                "reference-missing", "the database has no content with digest \(digest.prefix(12))",
                remedy: "a set that was imported with --shared is found by workers started with --shared, too")
        }
    }

    /// The version of a hash set with this name, or whose digest begins so; the newest of a name.
    package func hashSet(_ nameOrVersion: String) async throws -> ReferenceVersion {
        let named = try await connection.query(
            """
            SELECT \(Self.versionColumns) FROM winnow.reference_data WHERE kind = 'hashset'
                AND (name = $1 OR length($1) >= 8 AND starts_with(digest, lower($1)))
            ORDER BY name = $1 DESC, reference_id DESC
            """, [.text(nameOrVersion)]
        ).map { try ReferenceVersion($0) }
        guard let first = named.first else { throw Self.missing(.hashset, nameOrVersion) }
        guard first.name == nameOrVersion || Set(named.map(\.digest)).count == 1 else {
            throw WinnowError(
                "reference-ambiguous", "\(nameOrVersion) begins several versions", remedy: "give more of the digest")
        }
        return first
    }

    /// What is told of a version besides its name: bytes, JSON details, when it was added (microseconds since 1970).
    package func referenceFacts(
        _ version: ReferenceVersion
    ) async throws -> (bytes: Int, details: String, added: Int64, isStored: Bool) {
        let row = try await connection.query(
            """
            SELECT bytes, details, created_at, EXISTS (SELECT FROM winnow.reference_piece p WHERE p.digest = r.digest) AS stored
            FROM winnow.reference_data r WHERE kind = $1 AND name = $2 AND digest = $3
            """, [.text(version.kind.rawValue), .text(version.name), .text(version.digest)]
        ).single
        return (
            Int(try row.int("bytes")), try row.text("details"), try row.time("created_at"), try row.bool("stored")
        )
    }

    /// What a batch was submitted with and what later re-scans added, in the order of kind and name; of one name those
    /// that came first stand first.
    ///
    /// - Parameter rescans: with those that later questions brought.
    package func pinnedReferences(batchID: Int64, rescans: Bool = true) async throws -> [ReferenceVersion] {
        try await connection.query(
            """
            SELECT \(Self.versionColumns) FROM winnow.references_of($1) WHERE $2 OR rescan IS NULL
            ORDER BY kind, name COLLATE "C", rescan NULLS FIRST, digest
            """, [.int(batchID), .bool(rescans)]
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

package enum ReferencePieces {
    /// Bytes of a piece of content: little enough for the memory of all clients and the server.
    package static let size = 4 << 20
}
