import ArgumentParser
import Foundation
import Model
import Store

struct Webhooks: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Where a unit is told that an escalation waits.",
        discussion: """
            A notice says that there is an escalation, its unit, category, severity and time target: nothing of the
            evidence, no exhibit. It is signed with the secret; docs/dfu.md says how to check it.

            EXAMPLES
              winnow webhooks set --unit dfu --url https://dfu.example/winnow --secret-file /etc/winnow/dfu.secret
              winnow webhooks remove --unit dfu
            """, subcommands: [List.self, Set.self, Remove.self], defaultSubcommand: List.self)

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List them, without the secrets.")
        @OptionGroup var output: FormatOption

        func run() async throws {
            let all = try await Database.use { try await Records($0).webhooks() }
            var printer = RecordPrinter(output.format, columns: ["unit", "url", "added_by"])
            for webhook in all {
                try printer.add([
                    "unit": .text(webhook.route), "url": .text(webhook.url), "added_by": .text(webhook.addedBy),
                ])
            }
            printer.finish()
        }
    }

    struct Set: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Set the address of a unit.")
        @Option(help: "The unit, as rules route to it.") var unit: String
        @Option(help: "https://..., or http:// inside one host.") var url: String
        @Option(help: "A file with the secret that signs, at least 16 bytes.") var secretFile: String

        func validate() throws {
            guard url.hasPrefix("https://") || url.hasPrefix("http://") else {
                throw ValidationError("--url must begin with https:// or http://")
            }
        }

        func run() async throws {
            let secret = String(decoding: try InputFile.read(secretFile), as: UTF8.self)
                .trimmingCharacters(in: .whitespacesAndNewlines)
            guard secret.utf8.count >= 16 else {
                throw WinnowError(
                    "secret-short", "the secret in \(secretFile) has fewer than 16 bytes",
                    remedy: "openssl rand -hex 32 > \(secretFile)")
            }
            try await Database.use { try await Records($0).setWebhook(route: unit, to: (url, secret)) }
            write("notices to \(Escaping.line(unit)) go to \(Escaping.line(url))\n")
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Tell a unit nothing any more.")
        @Option(help: "The unit.") var unit: String

        func run() async throws {
            try await Database.use { try await Records($0).setWebhook(route: unit, to: nil) }
            write("no notices to \(Escaping.line(unit))\n")
        }
    }
}
