import ArgumentParser
import Foundation
import Model
import ReferenceData
import Store

extension DigestKind: ExpressibleByArgument {
    public init?(argument: String) {
        guard let kind = Self.allCases.first(where: { $0.name == argument }) else { return nil }
        self = kind
    }
}

extension HashSets {
    struct Import: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Import a hash set: VICS and CAID JSON, NSRL RDSv3, md5sum and sha*sum files, hashdeep, CSV, plain digests.",
            discussion: """
                What a set means is never guessed from its format, so --kind must be given. Several files become one set.
                A wrong line is refused with its number, and nothing is imported then.

                EXAMPLES
                  winnow hashsets import known.json --name known --kind contraband --profile vics-us
                  winnow hashsets import RDS_modern_minimal.db --name nsrl --kind known-good --digests sha1
                  winnow hashsets import delta.json --name known --kind contraband --base known --remove withdrawn.txt
                """)

        @Argument(help: "The set's files.") var files: [String] = []
        @Option(help: "The name batches know it by.") var name: String
        @Option(help: "contraband, notable or known-good.") var kind: HashSetKind
        @Option(
            help:
                "Whose category codes the files use: a name (vics-us, vics-default, vics-uk, caid-uk) or a table file.")
        var profile: String?
        @Option(help: "Keep digests of this kind only; may be repeated (md5, sha1, sha256).") var digests:
            [DigestKind] = []
        @Option(help: "Start from a set that is there, by name or version, and make a new version of it.") var base:
            String?
        @Option(help: "A file whose digests are taken out of the base; may be repeated.") var remove: [String] = []
        @Flag(help: "Plain values of 64 digits are PDQ, not SHA-256.") var pdq = false
        @Option(help: "Bits in which a picture's PDQ value may differ, 0 to 31.") var pdqDistance = 31
        @Option(help: "Keep the content in this folder, which workers share, and not in the database.") var shared:
            String?
        @Option(help: "A folder with room for three times the set (default: the system's).") var scratch: String?

        func validate() throws {
            guard !files.isEmpty || !remove.isEmpty else { throw ValidationError("name the set's files") }
            guard (0...31).contains(pdqDistance) else { throw ValidationError("--pdq-distance must be from 0 to 31") }
            guard remove.isEmpty || base != nil else { throw ValidationError("--remove takes out of a --base") }
        }

        func run() async throws {
            var options = HashSetImport.Options()
            options.profile = try profile.map(Self.profile)
            if !digests.isEmpty { options.digests = Set(digests) }
            options.removing = remove
            options.longDigitsArePDQ = pdq
            options.pdqDistance = pdqDistance
            options.scratch = scratch
            let store = HashSetStore(name: name, kind: kind, shared: shared)
            let (version, imported) = try await Database.use { [options] in
                try await store.compile(files, base: base, options, in: Records($0))
            }
            for warning in imported.warnings { remark("note: " + Escaping.line(warning)) }
            write(
                "hash set \(Escaping.line(name)) (\(kind.rawValue)), version \(version.digest.prefix(12)), "
                    + "\(ImportText.size(imported.size))\n" + ImportText.lines(imported.statistics))
        }

        /// A profile that Winnow carries, or the first of a table file.
        private static func profile(_ name: String) throws -> CategoryProfile {
            if let known = CategoryProfile.named(name) { return known }
            guard FileManager.default.fileExists(atPath: name) else {
                let names = CategoryProfile.standard.map(\.name).joined(separator: ", ")
                throw WinnowError(
                    "profile-unknown", "there is no category profile \(name)", remedy: "use \(names), or a table file")
            }
            let text = String(decoding: try InputFile.read(name), as: UTF8.self)
            let profiles = try CategoryProfile.parse(text, file: name)
            guard profiles.count == 1 else {
                throw WinnowError("category-profile-invalid", "\(name) has \(profiles.count) profiles, not one")
            }
            return profiles[0]
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show a hash set's version: what it has and how it was imported.",
            discussion: "EXAMPLE\n  winnow hashsets show known")

        @Argument(help: "The set's name, or the beginning of a version.") var set: String
        @OptionGroup var output: FormatOption

        func run() async throws {
            let (version, facts) = try await Database.use { connection in
                let records = Records(connection)
                let version = try await records.hashSet(set)
                return (version, try await records.referenceFacts(version))
            }
            let details = try? JSONDecoder().decode(ImportDetails.self, from: Data(facts.details.utf8))
            let statistics = details?.statistics ?? ImportStatistics()
            var rows: [(String, Field)] = [
                ("name", .text(version.name)), ("kind", .text(version.setKind?.rawValue)),
                ("version", .text(version.digest)), ("bytes", .number(facts.bytes)),
                ("content", .text(facts.isStored ? "in the database" : "in a shared folder")),
                ("files", .text(details?.files.joined(separator: ", "))), ("base", .text(details?.base)),
                ("profile", .text(details?.profile)),
            ]
            rows += ImportText.rows(statistics).map { ($0.name, .number($0.count)) }
            guard output.format == .table else {
                var printer = RecordPrinter(output.format, columns: rows.map(\.0))
                try printer.add(Dictionary(rows) { first, _ in first })
                return printer.finish()
            }
            write(
                rows.map { "\($0.padding(toLength: 26, withPad: " ", startingAt: 0)) \(Escaping.line($1.plain))\n" }
                    .joined())
        }
    }
}
