import ArgumentParser
import Foundation
import Model
import Reporting
import Store

extension Escalations {
    struct Pull: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Claim waiting escalations and write a folder for each.",
            discussion: """
                No two clients get the same escalation. One that is not acknowledged (`winnow escalations ack FOLDER`)
                before the lease ends is given out again. Each folder has summary.txt, hits.csv, repeat.txt,
                escalation.json, vics.json, case.jsonld and MANIFEST.sha256.
                """)

        @Option(help: "The unit, as rules route to it.") var unit: String
        @Option(help: "The batch; all of them when left out.") var batch: String?
        @Option(help: "How many at most.") var max = 10
        @Option(help: "Where to make the folders.") var out: String
        @Option(help: "How long they are held without being acknowledged: 30s, 15m, 8h.") var lease = "8h"
        @Option(help: "Who pulls; recorded (default: user and host).") var client: String?
        @OptionGroup var reading: ReasonOption

        func validate() throws {
            guard max > 0 else { throw ValidationError("--max must be at least 1") }
            guard ShortDuration.seconds(lease) != nil else {
                throw ValidationError("--lease must be a number with s, m, h or d")
            }
        }

        func run() async throws {
            let me = client ?? "\(NSUserName())@\(ProcessInfo.processInfo.hostName)"
            let folders = try await Database.use { connection in
                let records = Records(connection)
                var id: Int64?
                if let batch { id = try await records.batchID(named: batch) }
                let pulled = try await records.pullEscalations(
                    route: unit, batchID: id, limit: max, lease: ShortDuration.seconds(lease) ?? 0, client: me,
                    reason: reading.reason)
                return try await write(pulled, records)
            }
            for folder in folders { winnow.write("\(Escaping.line(folder))\n") }
            if folders.isEmpty { remark("no escalation waits for \(Escaping.line(unit))") }
        }

        /// What cannot be written is given back at once, not when its lease ends.
        private func write(_ pulled: [Escalation], _ records: Records) async throws -> [String] {
            var folders: [String] = []
            for (index, escalation) in pulled.enumerated() {
                do {
                    folders.append(try await DossierFolder(records: records, parent: out).write(escalation))
                } catch {
                    for left in pulled[index...] {
                        if let fence = left.pull?.fence {
                            try? await records.releaseEscalation(left.escalationID, fence: fence)
                        }
                    }
                    throw error
                }
            }
            return folders
        }
    }
}

/// `30s`, `15m`, `8h`, `2d`.
enum ShortDuration {
    private static let units: [Character: Double] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]

    static func seconds(_ text: String) -> Double? {
        guard let unit = text.last.flatMap({ units[$0] }), let number = Double(text.dropLast()), number > 0,
            number * unit <= 366 * 86_400
        else { return nil }
        return number * unit
    }
}
