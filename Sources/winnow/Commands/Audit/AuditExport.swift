import ArgumentParser
import Model
import Store

struct AuditExport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write the audit as JSON lines: the entries, then the heads.")
    @Argument(help: "The batch; all chains when left out.") var batch: String?

    func run() async throws {
        try await Database.use { connection in
            let records = Records(connection)
            try await records.noteRoles()
            var heads: [AuditHead] = []
            try await records.audit(batchID: AuditBatch.id(batch, records), heads: { heads = $0 }) { entry in
                write(try RecordPrinter.json(AuditLine(entry)) + "\n")
            }
            for head in heads { write(try RecordPrinter.json(AuditLine(head: head.description)) + "\n") }
        }
    }
}

/// A line of an exported audit: an entry, or a head.
struct AuditLine: Codable {
    var chain: String?
    var seq: Int64?
    /// The text that was hashed.
    var entry: String?
    var prev: String?
    var hash: String?
    var head: String?

    init(head: String) { self.head = head }

    init(_ entry: AuditEntry) {
        chain = entry.chain
        seq = entry.seq
        self.entry = entry.text
        prev = Hex.string(entry.previous)
        hash = Hex.string(entry.hash)
    }

    /// Nil for a head, or a line with anything missing.
    var auditEntry: AuditEntry? {
        guard let chain, let seq, let entry, let previous = prev.flatMap(Hex.bytes), let hash = hash.flatMap(Hex.bytes)
        else { return nil }
        return AuditEntry(chain: chain, seq: seq, text: entry, previous: previous, hash: hash)
    }
}
