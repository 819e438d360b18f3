import ArgumentParser
import Foundation
import Logging
import Model
import Postgres
import Scanning
import ServiceLifecycle
import Store
import UnixSignals
import WorkerService

struct WorkerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "winnow-worker",
        abstract: "Claims scan jobs from the database and does them.",
        discussion: """
            The database is found as `winnow` finds it: $WINNOW_DATABASE_URL, libpq's environment, or the private one
            under $WINNOW_HOME. Behind PgBouncer, $WINNOW_LISTEN_URL may name the server itself, for LISTEN. SIGTERM and SIGINT drain: no new job is claimed, running ones get --grace seconds.

            An image is an absolute path, the same on every host, or store:relative/path with a folder for each store
            given here, or an http or https address. Jobs whose image this host cannot read are left to others.
            Credentials for servers come from a netrc file, or as bearer tokens from $WINNOW_HTTP_TOKENS (host=token).

            Evidence is read by scanners that have locked themselves in. Where root starts the worker it becomes a
            plain user first, who must be able to read the images; with the private database, which lets in its owner
            and root alone, only its scanners do, unless --user says otherwise.

            EXAMPLES
              winnow-worker --slots 8
              winnow-worker --store cases=/mnt/cases --store lab2=/srv/lab2 --no-paths
              winnow-worker --drain            leave when nothing is claimable or running
            """)

    @Option(help: "How many jobs at once; one scanner each.") var slots: Int?
    @Option(help: ArgumentHelp("A store and its folder on this host; may be repeated.", valueName: "name=folder"))
    var store: [String] = []
    @Flag(help: "Leave images at absolute paths to other hosts.") var noPaths = false
    @Flag(help: "Leave when nothing is claimable or running.") var drain = false
    @Option(help: "Seconds that running jobs may go on after SIGTERM.") var grace: Double = 20
    @Option(help: "Seconds a claim stands after the last heartbeat.") var lease: Double = 45
    @Option(help: "Where reference data is kept between jobs (default: $WINNOW_CACHE or under $WINNOW_HOME).")
    var cache: String?
    @Option(help: "A folder that hosts share, with hash sets that were imported with --shared.") var shared: String?
    @OptionGroup(title: "Network") var network: NetworkOptions
    @OptionGroup(title: "Containment") var containment: SandboxOptions
    @Flag(help: "Say how scanners would be held in on this host, and leave.") var check = false
    @Option(help: "trace, debug, info, notice, warning, error.") var logLevel = "info"

    func validate() throws {
        if let slots, !(1...512).contains(slots) { throw ValidationError("--slots must be from 1 to 512") }
        guard lease >= 3 else { throw ValidationError("--lease must be at least 3 seconds") }
        guard grace >= 0 else { throw ValidationError("--grace must not be negative") }
        guard Logger.Level(rawValue: logLevel) != nil else {
            throw ValidationError("--log-level \(logLevel) is unknown")
        }
    }

    func run() throws {
        guard !check else { return print(try containment.describe(), terminator: "") }
        let command = self
        // While this is the only thread: one that has ended would stay root's.
        let start = try prepare()
        Task {
            do {
                try await command.work(start)
                Foundation.exit(0)
            } catch {
                WorkerCommand.leave(error)
            }
        }
        dispatchMain()
    }

    private func stores() throws -> ImageStores {
        var folders: [String: String] = [:]
        for option in store {
            let parts = option.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2, parts[0].wholeMatch(of: /[A-Za-z0-9._\-]+/) != nil else {
                throw ValidationError("--store \(option) is not NAME=FOLDER")
            }
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: parts[1], isDirectory: &isFolder), isFolder.boolValue else {
                throw WinnowError(
                    "store-missing", "the folder \(parts[1]) of store \(parts[0]) is not there",
                    remedy: "mount it, or leave this --store out")
            }
            folders[parts[0]] = URL(fileURLWithPath: parts[1]).standardizedFileURL.path
        }
        return ImageStores(folders: folders, readsPaths: !noPaths, readsURLs: !network.noUrls)
    }

    /// What is settled while root, where it was root that started this.
    private struct Start {
        let log: Logger
        let database: String
        let cache: String
    }

    private func prepare() throws -> Start {
        LoggingSystem.bootstrap(StreamLogHandler.standardError)
        var log = Logger(label: "winnow-worker")
        log.logLevel = Logger.Level(rawValue: logLevel) ?? .info
        if let warning = try HostSandbox.check(strict: containment.sandbox == .strict) { log.warning("\(warning)") }
        let environment = ProcessInfo.processInfo.environment
        let home = DatabaseSettings.home(environment: environment)
        let database = try DatabaseSettings.resolve(environment: environment, role: "winnow_worker").conninfo
        let cache = try Descent.perform(
            to: containment.user, database: database, home: home, cache: cache ?? environment["WINNOW_CACHE"],
            scratch: network.scratch ?? environment["WINNOW_SCRATCH"], log: log)
        return Start(log: log, database: database, cache: cache)
    }

    private func work(_ start: Start) async throws {
        let environment = ProcessInfo.processInfo.environment
        let worker = Worker(
            configuration: WorkerConfiguration(
                database: start.database,
                listenDatabase: environment["WINNOW_LISTEN_URL"], stores: try stores(),
                remote: try network.settings(environment: environment),
                slots: slots ?? ProcessInfo.processInfo.activeProcessorCount, leavesWhenIdle: drain, lease: lease,
                beatInterval: lease / 4.5, drainGrace: grace, limits: containment.limits,
                confinement: try containment.confinement(), scanner: "/proc/self/exe",
                scannerArguments: [WinnowWorker.scannerWord, "\(getpid())"],
                cache: start.cache, shared: shared,
                host: ProcessInfo.processInfo.hostName, version: "0.1.0 (\(LibraryVersions.text))"),
            log: start.log)
        var services = ServiceGroupConfiguration(
            services: [
                .init(
                    service: worker, successTerminationBehavior: .gracefullyShutdownGroup,
                    failureTerminationBehavior: .cancelGroup)
            ],
            gracefulShutdownSignals: [.sigterm, .sigint], logger: start.log)
        services.maximumGracefulShutdownDuration = .seconds(grace + 30)
        try await ServiceGroup(configuration: services).run()
    }

    /// Prints one clear line and leaves with the exit code that `winnow` uses for the same.
    static func leave(_ error: any Error) -> Never {
        let (line, code): (String, Int32) =
            switch error {
            case let error as WinnowError:
                (error.description, ["no-database", "database-unreachable"].contains(error.code) ? 3 : 1)
            case let error as PostgresError: (error.description, error.isConnectionLost ? 3 : 1)
            default: ("\(error)", 1)
            }
        let parsed = exitCode(for: error)
        if parsed == .success || parsed == .validationFailure {
            let text = Data((fullMessage(for: error) + "\n").utf8)
            (parsed == .success ? FileHandle.standardOutput : .standardError).write(text)
            Foundation.exit(parsed == .success ? 0 : 2)
        }
        FileHandle.standardError.write(Data(("winnow-worker: " + Escaping.line(line) + "\n").utf8))
        Foundation.exit(code)
    }
}
