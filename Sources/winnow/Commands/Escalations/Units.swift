import ArgumentParser
import Model
import Store

struct Units: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Which logins work for which unit.",
        discussion: """
            A login of the role winnow_dfu pulls, lists and acknowledges the escalations of its own units only; without
            a unit, none. A role that logins are members of can be bound in their place.

            EXAMPLES
              winnow units bind anna --unit dfu
              winnow units unbind anna --unit dfu
            """, subcommands: [List.self, Bind.self, Unbind.self], defaultSubcommand: List.self)

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List who works for which unit.")
        @OptionGroup var output: FormatOption

        func run() async throws {
            let all = try await Database.use { try await Records($0).unitMembers() }
            var printer = RecordPrinter(output.format, columns: ["unit", "login", "added_by"])
            for one in all {
                try printer.add([
                    "unit": .text(one.route), "login": .text(one.member), "added_by": .text(one.addedBy),
                ])
            }
            printer.finish()
        }
    }

    struct Bind: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Let a login work for a unit.")
        @Argument(help: "The login, or a role that logins are in.") var login: String
        @Option(help: "The unit, as rules route to it.") var unit: String

        func run() async throws {
            let known = try await Database.use { connection in
                let records = Records(connection)
                _ = try await records.bindUnit(member: login, route: unit)
                return try await records.hasRole(named: login)
            }
            write("\(Escaping.line(login)) works for \(Escaping.line(unit))\n")
            if !known { remark("the server has no login \(Escaping.line(login)) yet") }
        }
    }

    struct Unbind: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Let it no longer.")
        @Argument(help: "The login or role.") var login: String
        @Option(help: "The unit.") var unit: String

        func run() async throws {
            let done = try await Database.use {
                try await Records($0).bindUnit(member: login, route: unit, bound: false)
            }
            guard done else {
                throw WinnowError("unit-unbound", "\(Escaping.line(login)) is not bound to \(Escaping.line(unit))")
            }
            write("\(Escaping.line(login)) no longer works for \(Escaping.line(unit))\n")
        }
    }
}
