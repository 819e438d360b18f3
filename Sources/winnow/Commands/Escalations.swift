import ArgumentParser
import Model
import Store

struct Escalations: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Findings routed to a unit.", subcommands: [List.self, Ack.self], defaultSubcommand: List.self)

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List escalations.")
        @Argument(help: "The batch; all of them when left out.") var batch: String?
        @OptionGroup var output: FormatOption

        func run() async throws {
            let all = try await Database.use { connection in
                let records = Records(connection)
                var id: Int64?
                if let batch { id = try await records.batchID(named: batch) }
                return try await records.escalations(batchID: id)
            }
            var printer = RecordPrinter(output.format, columns: EscalationFields.columns)
            for escalation in all { try printer.add(EscalationFields.record(escalation)) }
            printer.finish()
        }
    }

    struct Ack: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Acknowledge an escalation.")
        @Argument(help: "Its number.") var escalation: Int64
        @Option(help: "Who acknowledges.") var by: String
        @Option(help: "A remark to keep.") var note: String?

        func run() async throws {
            let done = try await Database.use {
                try await Records($0).acknowledgeEscalation(escalation, by: by, note: note)
            }
            guard done else {
                throw WinnowError("escalation-missing", "there is no open escalation \(escalation)")
            }
            write("escalation \(escalation) acknowledged\n")
        }
    }
}

/// The exported shape of an escalation.
enum EscalationFields {
    static let columns = ["escalation", "batch", "exhibit", "category", "route", "severity", "state", "summary"]

    static func record(_ escalation: Escalation) -> [String: Field] {
        [
            "escalation": .number(escalation.escalationID), "batch": .text(escalation.batch),
            "exhibit": .text(escalation.exhibit), "category": .text(escalation.category),
            "route": .text(escalation.route),
            "severity": .text(escalation.severity.rawValue), "state": .text(escalation.state.rawValue),
            "summary": .text(escalation.summary),
        ]
    }
}
