import ArgumentParser
import Foundation
import Model
import Store

struct AuditVerify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Follow every chain, and compare the records with what it says of them.",
        discussion: "Ends with 1 when anything was changed, removed or moved.")

    @Argument(help: "The batch; everything when left out.") var batch: String?
    @Option(help: "A file of heads that were kept elsewhere, as `winnow audit head` prints them.") var heads: String?
    @Option(help: "An exported audit instead of the database.") var file: String?
    @Flag(help: "Also read every pack and compare it with its digest.") var packs = false
    @OptionGroup var output: FormatOption

    func validate() throws {
        guard file == nil || (batch == nil && !packs) else {
            throw ValidationError("--file stands for itself: no batch and no --packs")
        }
    }

    func run() async throws {
        let exported = try heads.map(Self.exportedHeads) ?? []
        var verifier = AuditVerifier(heads: [], exported: exported)
        var faults: [RecordFault] = []
        if let file {
            try Self.follow(file, exported, &verifier)
        } else {
            (verifier, faults) = try await database(exported)
        }
        verifier.finish()
        try print(verifier, faults)
        if !verifier.faults.isEmpty || !faults.isEmpty { throw ExitCode(Exit.failed) }
    }

    private func database(_ exported: [AuditHead]) async throws -> (AuditVerifier, [RecordFault]) {
        try await Database.use { connection in
            let records = Records(connection)
            try await records.noteRoles()
            let id = try await AuditBatch.id(batch, records)
            // Heads of other chains say nothing about one batch.
            let wanted = exported.filter { id == nil || ["batch:\(id ?? 0)", "reading:\(id ?? 0)"].contains($0.chain) }
            var verifier = AuditVerifier(heads: [], exported: wanted)
            try await records.audit(
                batchID: id, heads: { verifier = AuditVerifier(heads: $0, exported: wanted) }
            ) { verifier.add($0) }
            var faults: [RecordFault] = []
            for known in try await records.batches() where id == nil || known.batchID == id {
                faults += try await records.recordFaults(batchID: known.batchID, packs: packs).map { fault in
                    RecordFault(
                        exhibit: [known.name, fault.exhibit].compactMap { $0 }.joined(separator: ", "), what: fault.what
                    )
                }
            }
            return (verifier, faults)
        }
    }

    private func print(_ verifier: AuditVerifier, _ faults: [RecordFault]) throws {
        var printer = RecordPrinter(output.format, columns: ["chain", "entries", "head", "verdict"])
        for chain in verifier.chains {
            try printer.add([
                "chain": .text(chain.head.chain), "entries": .number(chain.head.seq),
                "head": .text(Hex.string(chain.head.hash)), "verdict": .text(chain.faults == 0 ? "whole" : "BROKEN"),
            ])
        }
        printer.finish()
        for fault in verifier.faults { remark("\(fault.chain), entry \(fault.seq): \(Escaping.line(fault.what))") }
        for fault in faults { remark("batch \(Escaping.line(fault.exhibit ?? "")): \(Escaping.line(fault.what))") }
    }

    private static func exportedHeads(_ path: String) throws -> [AuditHead] {
        let text = String(decoding: try InputFile.read(path), as: UTF8.self)
        var heads: [AuditHead] = []
        for line in text.split(whereSeparator: \.isNewline) where !line.hasPrefix("#") {
            heads.append(try AuditHead(String(line)))
        }
        return heads
    }

    /// The heads stand at the end of the file, so it is read twice.
    private static func follow(_ path: String, _ exported: [AuditHead], _ verifier: inout AuditVerifier) throws {
        let lines = String(decoding: try InputFile.read(path), as: UTF8.self).split(separator: "\n")
        var heads: [AuditHead] = []
        var entries: [AuditEntry] = []
        for (number, line) in lines.enumerated() {
            let read = try? JSONDecoder().decode(AuditLine.self, from: Data(line.utf8))
            if let head = read?.head {
                heads.append(try AuditHead(head))
            } else if let entry = read?.auditEntry {
                entries.append(entry)
            } else {
                throw WinnowError("audit-file", "\(path):\(number + 1): not a line of an exported audit")
            }
        }
        verifier = AuditVerifier(heads: heads, exported: exported)
        for entry in entries { verifier.add(entry) }
    }
}
