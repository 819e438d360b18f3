import ArgumentParser
import Foundation
import Model
import ReferenceData
import Store

extension HashSetKind: ExpressibleByArgument {}

struct HashSets: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hashsets", abstract: "Hash sets: import a version, list, show.",
        subcommands: [Import.self, List.self, Show.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List all versions of all hash sets.")
        @OptionGroup var output: FormatOption

        func run() async throws { try await ReferencePrinter.list(.hashset, output.format) }
    }
}
