import ArgumentParser
import Digests
import Foundation
import Model
import ReferenceData
import Store

extension HashSetKind: ExpressibleByArgument {}

struct HashSets: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hashsets", abstract: "Hash sets: import a version, list.", subcommands: [Import.self, List.self])

    struct Import: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Import a hash set: VICS JSON, md5sum and sha*sum files, hashdeep, CSV, plain digests.",
            discussion: """
                What a set means is never guessed from its format, so --kind must be given.

                EXAMPLE
                  winnow hashsets import sets/known.json --name known --kind contraband
                """)

        @Argument(help: "The set's file.") var file: String
        @Option(help: "The name batches know it by.") var name: String
        @Option(help: "contraband, notable or known-good.") var kind: HashSetKind

        func run() async throws {
            let (version, statistics) = try await Database.use {
                try await Self.store(path: file, name: name, kind: kind, in: Records($0))
            }
            write(
                """
                hash set \(Escaping.line(name)) (\(kind.rawValue)): \(statistics.entries) entries, \
                \(statistics.duplicates) duplicates, \(statistics.emptyDropped) empty-file digests dropped, \
                \(statistics.photoDNANotMatched) PhotoDNA values not matched, version \(version.digest.prefix(12))

                """)
        }

        /// Compiles a set's file and stores it as a version.
        static func store(
            path: String, name: String, kind: HashSetKind, in records: Records
        ) async throws -> (ReferenceVersion, HashSetImport.Statistics) {
            let imported = try HashSetImport.read(InputFile.read(path), file: path)
            let version = try await records.addReference(
                kind: .hashset, name: name, setKind: kind, digest: Hex.string(RunningDigest.of(imported.compiled)),
                entries: imported.statistics.entries, content: imported.compiled)
            return (version, imported.statistics)
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List all versions of all hash sets.")
        @OptionGroup var output: FormatOption

        func run() async throws { try await ReferencePrinter.list(.hashset, output.format) }
    }
}
