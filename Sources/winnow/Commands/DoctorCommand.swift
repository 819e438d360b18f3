import ArgumentParser
import Model
import Postgres
import Store

struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Look the database over and say what to do.",
        discussion: """
            Ends with 1 if anything is bad: results could be lost, or nothing works.

            EXAMPLE
              winnow doctor
            """)

    @OptionGroup var output: FormatOption

    func run() async throws {
        let conninfo = try Database.conninfo()
        let connection = try await PostgresConnection.connect(conninfo)
        let all: [Checkup]
        do {
            all = try await Doctor(connection, conninfo: conninfo).examine()
        } catch {
            await connection.close()
            throw error
        }
        await connection.close()
        var printer = RecordPrinter(output.format, columns: ["check", "state", "found", "remedy"])
        for checkup in all {
            try printer.add([
                "check": .text(checkup.check), "state": .text(checkup.state.rawValue), "found": .text(checkup.found),
                "remedy": .text(checkup.remedy),
            ])
        }
        printer.finish()
        if all.contains(where: { $0.state == .bad }) { throw ExitCode(Exit.failed) }
    }
}
