import ArgumentParser
import Model
import Store

struct Decide: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Record what a person decided about a device.",
        discussion: """
            Kept beside what the rules concluded, with the findings digest the decision was made on, and never changed:
            a later decision stands beside it. The program decides nothing.

            EXAMPLE
              winnow decide DAY/7 --decision submit --by "J. Miller" --role "Sergeant" --reason "known image"
            """)

    @Argument(help: "The exhibit.") var exhibit: String
    @Option(help: "The batch, where the exhibit is in more than one.") var batch: String?
    @Option(help: "submit (to the DFU), retain or return.") var decision: Decision.Kind
    @Option(help: "Who decided.") var by: String
    @Option(help: "In which role.") var role = ""
    @Option(help: "Why.") var reason: String

    func validate() throws {
        guard !by.isEmpty, !reason.isEmpty else { throw ValidationError("--by and --reason must not be empty") }
    }

    func run() async throws {
        try await Database.use { connection in
            let records = Records(connection)
            let found = try await ExhibitChoice.one(exhibit, batch: batch, records)
            try await records.decide(
                deviceID: found.device.deviceID, decision, by: by, role: role, reason: reason)
            write("\(Escaping.line(exhibit)), batch \(Escaping.line(found.batch)): \(decision.rawValue) recorded\n")
        }
    }
}

extension Decision.Kind: ExpressibleByArgument {}

/// A device by its exhibit reference.
enum ExhibitChoice {
    /// - Throws: `exhibit-missing`; `exhibit-ambiguous` where it is in several batches and none is named.
    static func one(
        _ exhibit: String, batch: String?, _ records: Records
    ) async throws -> (device: DeviceRecord, batchID: Int64, batch: String) {
        let found = try await records.devices(exhibit: exhibit, batch: batch)
        guard let first = found.first else {
            throw WinnowError(
                "exhibit-missing", "there is no device \(exhibit)\(batch.map { " in batch \($0)" } ?? "")")
        }
        guard found.count == 1 else {
            let batches = found.map(\.batch).joined(separator: ", ")
            throw WinnowError(
                "exhibit-ambiguous", "\(exhibit) is in \(found.count) batches: \(batches)", remedy: "add --batch NAME")
        }
        return first
    }
}
