import Model
import Postgres

/// Where the records of a batch are not what its audit says they were.
package struct RecordFault: Hashable, Sendable {
    /// Nil for the batch as a whole.
    package var exhibit: String?
    package var what: String

    package init(exhibit: String?, what: String) {
        self.exhibit = exhibit
        self.what = what
    }
}

extension Records {
    /// Records who reads findings of a batch and why; must come before any of them is read.
    ///
    /// - Parameter batchID: nil for the list of the escalations of all batches.
    /// - Parameter what: `report`, `export hits`, ...
    /// - Throws: `reason-missing` for members of the DFU's and the auditors' roles who give none.
    package func beginReading(batchID: Int64?, what: String, reason: String?) async throws {
        let allowed = try await connection.query(
            "SELECT winnow.begin_reading($1, $2, $3) AS allowed", [.int(batchID ?? 0), .text(what), .text(reason)]
        ).single.bool("allowed")
        guard allowed else { throw WinnowError.reasonMissing }
    }

    /// Records that a report was written.
    ///
    /// - Parameter digest: of the list of its files.
    package func noteReport(batchID: Int64, digest: String) async throws {
        try await connection.query("SELECT winnow.report_made($1, $2)", [.int(batchID), .text(digest)])
    }

    /// Records that a device was run again, and what came out; nil for no result.
    package func noteReplay(
        batchID: Int64, exhibit: String, replay: String, before: String, after: String?
    ) async throws {
        try await connection.query(
            "SELECT winnow.replayed($1, $2, $3, $4, $5)",
            [.int(batchID), .text(exhibit), .text(replay), .text(before), .text(after)])
    }

    /// The heads of the chains of a batch, or of all chains.
    package func auditHeads(batchID: Int64? = nil) async throws -> [AuditHead] {
        try await connection.query(
            """
            SELECT chain, seq, hash FROM winnow.audit_head
            WHERE $1::bigint IS NULL OR chain IN ('batch:' || $1, 'reading:' || $1) ORDER BY chain
            """, [.int(batchID)]
        ).map { AuditHead(chain: try $0.text("chain"), seq: try $0.int("seq"), hash: try $0.bytes("hash")) }
    }

    /// Heads and entries from one moment, the entries by chain and number; a batch's with those of its workers.
    package nonisolated(nonsending) func audit(
        batchID: Int64? = nil, heads: ([AuditHead]) throws -> Void, _ body: (AuditEntry) throws -> Void
    ) async throws {
        let chosen = """
            WHERE $1::bigint IS NULL OR chain IN ('batch:' || $1, 'reading:' || $1)
                OR chain IN (SELECT 'worker:' || worker_id FROM winnow.done WHERE batch_id = $1)
            """
        try await connection.transaction(.snapshot) { transaction in
            let found = try await transaction.query(
                "SELECT chain, seq, hash FROM winnow.audit_head \(chosen) ORDER BY chain", [.int(batchID)])
            try heads(
                found.map { AuditHead(chain: try $0.text("chain"), seq: try $0.int("seq"), hash: try $0.bytes("hash")) }
            )
            try await transaction.stream(
                "SELECT chain, seq, entry, prev, hash FROM winnow.audit \(chosen) ORDER BY chain, seq",
                [.int(batchID)], size: 1000
            ) { rows in
                for row in rows { try body(AuditEntry(row)) }
            }
        }
    }

    /// Compares the records of a batch with what its audit says of them.
    ///
    /// - Parameter packs: also the bytes of every pack with its digest.
    package func recordFaults(batchID: Int64, packs: Bool = false) async throws -> [RecordFault] {
        var rows = Array(try await connection.query("SELECT * FROM winnow.record_faults($1)", [.int(batchID)]))
        if packs { rows += try await connection.query("SELECT * FROM winnow.pack_faults($1)", [.int(batchID)]) }
        return try rows.map { RecordFault(exhibit: try $0.optionalText("exhibit"), what: try $0.text("fault")) }
    }

    /// Records who is in which role, if that has changed since it was last recorded.
    package func noteRoles() async throws { try await connection.query("SELECT winnow.note_roles()") }
}

extension WinnowError {
    static let reasonMissing = WinnowError(
        "reason-missing", "this login must say why it reads findings", remedy: "add --reason \"...\"")
}

extension AuditEntry {
    fileprivate init(_ row: PostgresRow) throws {
        self.init(
            chain: try row.text("chain"), seq: try row.int("seq"), text: try row.text("entry"),
            previous: try row.bytes("prev"), hash: try row.bytes("hash"))
    }
}
