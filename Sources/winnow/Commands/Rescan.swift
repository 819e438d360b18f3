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
            let asked = try await records.rescan(batchID: id, references: references, reread: reread)
            if asked.outcome == .refused, let status = try await records.status(batchID: id).first {
                throw Self.refusal(status)
            }
            return asked
        }
        let name = Escaping.line(batch)
        switch outcome {
        case .changed: write("batch \(name): \(jobs) jobs; `winnow status \(name) --watch` shows how far they are\n")
        case .unchanged: write("batch \(name) was searched with these versions before; nothing is done twice\n")
        case .refused: throw WinnowError("batch-open", "batch \(name) cannot be asked again now", remedy: "try again")
        }
    }

    /// Packs of open jobs are not there yet: an answer now would leave their files out and not say so.
    private static func refusal(_ status: BatchStatus) -> WinnowError {
        let name = Escaping.line(status.batch)
        let open = ["ready", "waiting", "running"].reduce(0) { $0 + (status.jobs[$1] ?? 0) }
        let remedy =
            switch status.state {
            case .cancelled: "a cancelled batch has no complete packs: submit its images as a new batch"
            case .paused: "winnow jobs resume \(name), and ask when `winnow status \(name)` shows it complete"
            default: "wait until `winnow status \(name) --watch` shows it complete, and ask then"
            }
        return WinnowError(
            "batch-open", "batch \(name) is \(status.state.rawValue), with \(open) jobs to do", remedy: remedy)
    }
}
