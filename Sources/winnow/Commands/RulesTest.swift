import ArgumentParser
import Model
import ReferenceData
import Store
import Triage

struct RulesTest: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test", abstract: "Say what a rule file would change for a batch that has been scanned.",
        discussion: """
            Nothing is written: the batch keeps the rules it was submitted with. No image and no pack is read.

            EXAMPLE
              winnow rules test stricter.yaml --against day-1
            """)

    @Argument(help: "The YAML file.") var file: String
    @Option(help: "The batch.") var against: String
    @Flag(help: "Exit with 1 when anything would change.") var strict = false
    @OptionGroup var output: FormatOption
    @OptionGroup var reading: ReasonOption

    func run() async throws {
        let new = TriageRules(try RuleSet.parse(name: file, content: InputFile.read(file), file: file))
        var changes: [(exhibit: String, change: TriageChange)] = []
        var devices = 0
        try await Database.use { connection in
            let records = Records(connection)
            let id = try await records.batchID(named: against)
            try await records.expectUnpurged(batchID: id, named: against)
            try await records.beginReading(batchID: id, what: "rules test", reason: reading.reason)
            let old = TriageRules(try await DossierFolder.rules(batchID: id, records))
            for device in try await records.devices(batchID: id) {
                devices += 1
                let (material, _) = try await records.material(deviceID: device.deviceID)
                let before = old.conclude(material, references: [])
                let after = new.conclude(material, references: [])
                changes += TriageChange.between(before, after).map { (device.exhibit, $0) }
            }
        }
        var printer = RecordPrinter(output.format, columns: ["exhibit", "change", "what", "before", "after"])
        for (exhibit, change) in changes {
            try printer.add([
                "exhibit": .text(exhibit), "change": .text(change.kind.rawValue), "what": .text(change.what),
                "before": .text(change.before), "after": .text(change.after),
            ])
        }
        printer.finish()
        let touched = Set(changes.map(\.exhibit)).count
        remark("\(touched) of \(devices) devices of batch \(Escaping.line(against)) would come out differently")
        if strict, !changes.isEmpty { throw ExitCode(Exit.failed) }
    }
}
