import ArgumentParser
import Model
import WorkerService

/// How scanners are held in, and what they may use.
struct SandboxOptions: ParsableArguments {
    enum Mode: String, ExpressibleByArgument, CaseIterable { case standard, strict }

    @Option(help: "standard warns where the kernel has no Landlock, strict refuses.") var sandbox = Mode.standard
    @Option(
        help: ArgumentHelp(
            "Whom a worker becomes that root starts, or its scanners (default: winnow, or else nobody).",
            valueName: "name"))
    var user: String?
    @Option(help: ArgumentHelp("Memory of one scanner.", valueName: "MiB")) var memoryLimit: UInt64 = 1_024
    @Option(help: ArgumentHelp("CPU time of one job; one more for each MiB it reads.", valueName: "seconds"))
    var cpuLimit: Double = 900
    @Option(help: ArgumentHelp("A scanner without progress for this long is ended.", valueName: "seconds"))
    var hangLimit: Double = 180

    func validate() throws {
        guard (64...1 << 20).contains(memoryLimit) else { throw ValidationError("--memory-limit must be 64 or more") }
        guard cpuLimit >= 1, hangLimit >= 1 else {
            throw ValidationError("--cpu-limit and --hang-limit must be at least 1 second")
        }
    }

    var limits: ScannerLimits { ScannerLimits(memory: memoryLimit << 20, cpu: cpuLimit, silence: hangLimit) }

    func confinement() throws -> Confinement {
        Confinement(user: try PlainUser.resolve(user), memory: memoryLimit << 20, strict: sandbox == .strict)
    }

    /// What this host offers, for people.
    func describe() throws -> String {
        let warning = try HostSandbox.check(strict: sandbox == .strict)
        let user = try PlainUser.resolve(user)?.name ?? "the worker's own user"
        return "sandbox: \(HostSandbox.level), scanners run as \(user)\n" + (warning.map { "warning: \($0)\n" } ?? "")
    }
}
