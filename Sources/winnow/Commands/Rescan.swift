import ArgumentParser
import Model
import Store

struct Rescan: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Ask a finished batch again, with more keyword lists and hash sets.",
        discussion: """
            Searches the packs: names, metadata, digests and the text that was taken out of files. No image is opened.
            With --reread the images are then read again for what packs do not hold; this takes as long as a scan.
            What the batch was searched with before is not searched for again.

            EXAMPLES
              winnow rescan day-1 --keywords names --hashset new
              winnow rescan day-1 --keywords names --reread
            """)

    @Argument(help: "The batch.") var batch: String
    @Option(help: "A keyword list; may be given more than once.") var keywords: [String] = []
    @Option(help: "A hash set; may be given more than once.") var hashset: [String] = []
    @Flag(help: "Read the images again, too.") var reread = false

    func validate() throws {
        guard !keywords.isEmpty || !hashset.isEmpty else {
            throw ValidationError("give --keywords or --hashset, or both")
        }
        guard !reread || !keywords.isEmpty else {
            throw ValidationError("--reread wants --keywords: digests are in the packs")
        }
    }

    func run() async throws {
        let (outcome, jobs) = try await Database.use { connection in
            let records = Records(connection)
            let id = try await records.batchID(named: batch)
            try await records.expectUnpurged(batchID: id, named: batch)
            var references: [ReferenceVersion] = []
            for list in keywords { references.append(try await records.newestReference(kind: .keywords, name: list)) }
            for set in hashset { references.append(try await records.newestReference(kind: .hashset, name: set)) }
            return try await records.rescan(batchID: id, references: references, reread: reread)
        }
        let name = Escaping.line(batch)
        switch outcome {
        case .changed: write("batch \(name): \(jobs) jobs; `winnow status \(name) --watch` shows how far they are\n")
        case .unchanged: write("batch \(name) was searched with these versions before; nothing is done twice\n")
        case .refused:
            throw WinnowError(
                "batch-open", "batch \(batch) still has work to do, or was cancelled",
                remedy: "wait until `winnow status` shows it complete")
        }
    }
}
