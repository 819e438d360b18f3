import ArgumentParser
import Digests
import Foundation
import Model
import ReferenceData
import Store

struct Keywords: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Keyword lists: add a version, list, show, compare.",
        subcommands: [Add.self, List.self, Show.self, Diff.self])

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
        static let configuration = CommandConfiguration(abstract: "Print a keyword list.")
        @Argument(help: "The list's name.") var name: String
        @Option(help: "The beginning of a version's digest (default: the newest version).") var version: String?

        func run() async throws {
            let content = try await Database.use { connection in
                let records = Records(connection)
                return try await records.referenceContent(
                    digest: records.reference(kind: .keywords, name: name, version: version).digest)
            }
            write(
                String(decoding: content, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
                    .map { $0.split(separator: "\t").map { Escaping.line(String($0)) }.joined(separator: "\t") }
                    .joined(separator: "\n"))
        }
    }

    struct Diff: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Terms by which two versions of a list differ: `-` is gone, `+` is new.",
            discussion:
                "EXAMPLE\n  winnow keywords diff risk\n  winnow keywords diff risk --from 3f786850 --to 89e6c98d")
        @Argument(help: "The list's name.") var name: String
        @Option(help: "The beginning of the older version's digest (default: the one before).") var from: String?
        @Option(help: "The beginning of the newer version's digest (default: the newest).") var to: String?

        func run() async throws {
            let lists = try await Database.use { connection in
                let records = Records(connection)
                let new = try await records.reference(kind: .keywords, name: name, version: to)
                let old = try await records.reference(kind: .keywords, name: name, version: from, before: new)
                var lists: [KeywordList] = []
                for version in [old, new] {
                    lists.append(
                        try KeywordList.parse(
                            name: name, content: await records.referenceContent(digest: version.digest), file: name))
                }
                return lists
            }
            write("--- \(lists[0].digest.prefix(12))\n+++ \(lists[1].digest.prefix(12))\n")
            for line in ListDifference.lines(from: lists[0], to: lists[1]) { write(Escaping.line(line) + "\n") }
        }
    }
}
