import ArgumentParser
import Foundation
import Model
import Reporting
import Store

struct Escalations: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Findings routed to a unit: a queue of their own.",
        discussion: """
            EXAMPLES
              winnow escalations list --unit dfu
              winnow escalations pull --unit dfu --max 5 --out inbox/
              winnow escalations ack inbox/7-ABC-1-known-image-pull123 --by "A. Examiner" --note "taken in"
              winnow escalations ack inbox/8-ABC-2-keyword-pull124 --return --by "A. Examiner" --note "not for us"
            """, subcommands: [List.self, Pull.self, Ack.self, Reopen.self], defaultSubcommand: List.self)

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List escalations, the most urgent first.")
        @Argument(help: "The batch; all of them when left out.") var batch: String?
        @Option(help: "Only those of this unit.") var unit: String?
        @Flag(help: "Only those that wait or are overdue.") var waiting = false
        @OptionGroup var reading: ReasonOption
        @OptionGroup var output: FormatOption

        func run() async throws {
            let (all, units) = try await Database.use { connection in
                let records = Records(connection)
                var id: Int64?
                if let batch { id = try await records.batchID(named: batch) }
                try await records.beginReading(batchID: id, what: "escalations list", reason: reading.reason)
                return (
                    try await records.escalations(
                        batchID: id, route: unit, states: waiting ? [.open, .pulled, .returned] : nil),
                    try await records.ownUnits()
                )
            }
            let columns = output.format == .table ? EscalationFields.shown : EscalationFields.columns
            var printer = RecordPrinter(output.format, columns: columns)
            for escalation in all { try printer.add(EscalationFields.record(escalation)) }
            printer.finish()
            // An empty list would say that nothing waits.
            if units == [] {
                remark("this login works for no unit and sees none: `winnow units bind` by a coordinator")
            }
        }
    }

    struct Ack: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take an escalation in, or hand it back with a note.")
        @Argument(help: "The folder that `pull` has made, or the escalation's number.") var escalation: String
        @Option(help: "Who acknowledges.") var by: String
        @Option(help: "A remark to keep.") var note: String?
        @Flag(name: .customLong("return"), help: "Hand it back instead; wants a note.") var handBack = false

        func validate() throws {
            guard !by.isEmpty else { throw ValidationError("--by must name a person") }
            guard !handBack || note?.isEmpty == false else {
                throw ValidationError("--return wants a --note that says why")
            }
        }

        func run() async throws {
            let (id, fence) = try Self.key(escalation)
            try await Database.use { connection in
                try await Records(connection).acknowledgeEscalation(
                    id, fence: fence, accepted: !handBack, by: by, note: note)
            }
            write("escalation \(id) \(handBack ? "returned" : "acknowledged")\n")
        }

        private static func key(_ text: String) throws -> (Int64, Int64?) {
            if let number = Int64(text) { return (number, nil) }
            let file = text.hasSuffix(".json") ? text : text + "/escalation.json"
            let key = try DossierJSON.pull(in: InputFile.read(file))
            return (key.escalationID, key.pull)
        }
    }

    struct Reopen: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Put an escalation before its unit again that was returned or acknowledged.")
        @Argument(help: "Its number.") var escalation: Int64
        @Option(help: "Who reopens it.") var by: String
        @Option(help: "Why.") var note: String

        func run() async throws {
            let done = try await Database.use {
                try await Records($0).reopenEscalation(escalation, by: by, note: note)
            }
            guard done else {
                throw WinnowError(
                    "escalation-missing", "there is no returned or acknowledged escalation \(escalation)")
            }
            write("escalation \(escalation) open again\n")
        }
    }
}
