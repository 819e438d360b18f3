import ArgumentParser
import Foundation
import Model
import ReferenceData
import Store

struct Rules: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Rule sets: check a file, try it, add a version, list.",
        subcommands: [Check.self, RulesTest.self, Add.self, List.self])

    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Say whether a rule file is well formed.")
        @Argument(help: "The YAML file.") var file: String

        func run() async throws {
            let rules = try RuleSet.parse(name: file, content: InputFile.read(file), file: file)
            write("\(Escaping.line(file)): \(rules.rules.count) rules, no errors\n")
        }
    }

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Add a rule set.")
        @Argument(help: "The YAML file.") var file: String
        @Option(help: "The name batches know it by.") var name: String

        func run() async throws {
            let content = try InputFile.read(file)
            let rules = try RuleSet.parse(name: name, content: content, file: file)
            let version = try await Database.use {
                try await Records($0).addReference(
                    kind: .rules, name: name, setKind: nil, digest: rules.digest, entries: rules.rules.count,
                    content: content)
            }
            write("rules \(Escaping.line(name)): \(version.entries) rules, version \(version.digest.prefix(12))\n")
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List all versions of all rule sets.")
        @OptionGroup var output: FormatOption

        func run() async throws { try await ReferencePrinter.list(.rules, output.format) }
    }
}
