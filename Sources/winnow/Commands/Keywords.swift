import ArgumentParser
import Digests
import Foundation
import Model
import ReferenceData
import Store

struct Keywords: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Keyword lists: add a version, list, show.", subcommands: [Add.self, List.self, Show.self])

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Add a keyword list: one term a line, `#` comments, options after a tab.",
            discussion: "EXAMPLE\n  winnow keywords add lists/risk.txt --name risk")

        @Argument(help: "The list's file.") var file: String
        @Option(help: "The name batches know it by.") var name: String

        func run() async throws {
            let content = try InputFile.read(file)
            let list = try KeywordList.parse(name: name, content: content, file: file)
            let version = try await Database.use {
                try await Records($0).addReference(
                    kind: .keywords, name: name, setKind: nil, digest: list.digest, entries: list.terms.count,
                    content: content)
            }
            write("keywords \(Escaping.line(name)): \(version.entries) terms, version \(version.digest.prefix(12))\n")
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List all versions of all keyword lists.")
        @OptionGroup var output: FormatOption

        func run() async throws { try await ReferencePrinter.list(.keywords, output.format) }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Print the newest version of a keyword list.")
        @Argument(help: "The list's name.") var name: String

        func run() async throws {
            let (_, content) = try await Database.use { try await Records($0).reference(kind: .keywords, name: name) }
            write(
                String(decoding: content, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
                    .map { $0.split(separator: "\t").map { Escaping.line(String($0)) }.joined(separator: "\t") }
                    .joined(separator: "\n"))
        }
    }
}
