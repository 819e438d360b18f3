import ArgumentParser
import Foundation
import Model
import Store

struct Audit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "The record of what was done, by whom, that cannot be altered unseen.",
        discussion: """
            Entries are chained by their hashes. Whoever owns the database could write a whole chain anew, so its heads
            should be kept where the database's owner cannot write: every report prints them, `winnow audit head` lists
            them, and any tool can sign that list.

            EXAMPLES
              winnow audit head > heads.txt && ssh-keygen -Y sign -f key -n winnow heads.txt
              winnow audit verify --heads heads.txt
              winnow audit export day-1 > day-1.audit.jsonl
              winnow audit verify --file day-1.audit.jsonl
            """, subcommands: [AuditVerify.self, AuditExport.self, AuditHeads.self])
}

/// Why a person reads findings; the DFU's and the auditors' logins must say.
struct ReasonOption: ParsableArguments {
    @Option(help: "Why you read findings; recorded, and required of DFU and auditor logins.") var reason: String?
}

struct AuditHeads: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "head", abstract: "Print how far each chain goes, to be kept and signed elsewhere.")
    @Argument(help: "The batch; all chains when left out.") var batch: String?

    func run() async throws {
        let heads = try await Database.use { connection in
            let records = Records(connection)
            return try await records.auditHeads(batchID: AuditBatch.id(batch, records))
        }
        for head in heads { write("\(head)\n") }
    }
}

enum AuditBatch {
    static func id(_ batch: String?, _ records: Records) async throws -> Int64? {
        guard let batch else { return nil }
        return try await records.batchID(named: batch)
    }
}
