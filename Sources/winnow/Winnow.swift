import ArgumentParser

/// The command line: one file a command under `Commands/`.
@main
struct Winnow: AsyncParsableCommand {
    static let version = "0.1.0"

    static let configuration = CommandConfiguration(
        commandName: "winnow",
        abstract: "Triage of seized devices: submit images, watch the scan, read the report.",
        discussion: """
            Where the database is: $WINNOW_DATABASE_URL, else libpq's own environment (PGHOST, PGSERVICE, ...), else a
            private PostgreSQL under $WINNOW_HOME (default ~/.winnow) that `winnow up` starts.

            EXAMPLES
              winnow up && winnow migrate
              winnow keywords add lists/risk.txt --name risk
              winnow hashsets import sets/known.json --name known --kind contraband
              winnow submit --batch "Operation Sieve" --manifest devices.csv --keywords risk --hashset known
              winnow-worker --slots 4 --drain
              winnow report "Operation Sieve" --out report/

            EXIT CODES
              0 done   1 failed, or gaps under --strict   2 wrong usage   3 the database cannot be reached
            """,
        version: version,
        subcommands: [
            Up.self, Down.self, Migrate.self, DoctorCommand.self, Demo.self, Keywords.self, HashSets.self, Rules.self,
            Submit.self, Rescan.self,
            Status.self, Jobs.self, Workers.self, Report.self, Replay.self, Export.self, Timeline.self, Decide.self,
            Escalations.self,
            Webhooks.self, Units.self, Audit.self,
            Archive.self, Purge.self,
        ])

    static func main() async {
        do {
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch {
            Exit.end(with: error)
        }
    }
}
