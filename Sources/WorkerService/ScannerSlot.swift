import Foundation
import Model
import Synchronization

/// One slot's scanner: kept from job to job while image and reference data stay the same.
final class ScannerSlot: Sendable {
    /// A scanner is replaced after this many jobs, so that nothing it leaks grows.
    private static let jobsPerScanner = 200

    private struct Current {
        var process: ScannerProcess
        var setup: ScannerSetup
        var level: SandboxLevel
        var jobs: Int
    }

    private let thread: SlotThread
    private let configuration: WorkerConfiguration
    private let current = Mutex<Current?>(nil)

    init(number: Int, configuration: WorkerConfiguration) {
        self.configuration = configuration
        self.thread = SlotThread(name: "slot-\(number)")
    }

    /// Runs one request to its end and gathers what the scanner says.
    ///
    /// - Parameters:
    ///   - content: what the request says follows.
    ///   - cpu: seconds of CPU time that the job may use; of each file or volume that is announced.
    /// - Returns: what held the scanner in.
    /// - Throws: `WinnowError`; what the scanner had said until then is lost, except which file it touched last.
    func run(
        _ setup: ScannerSetup, _ request: ScannerRequest, content: [[UInt8]] = [], cpu: Double, gatherer: ReplyGatherer
    ) async throws -> SandboxLevel {
        try await thread.run { [self] in
            do {
                let (process, level) = try scanner(for: setup)
                process.watch.begin(cpuBudget: cpu)
                try process.send(request)
                for frame in content { try process.send(frame) }
                while true {
                    switch try gatherer.take(process.receive()) {
                    case .done: return level
                    case .touching: process.watch.begin(cpuBudget: cpu)
                    case .advanced: process.watch.advanced()
                    case .nothing: break
                    }
                }
            } catch let error as JobFailure {
                // The scanner is well, the job is not: it may go on with the next one.
                throw error
            } catch {
                dismiss()
                throw error
            }
        }
    }

    /// Ends the running scanner, whatever it does. May be called from anywhere.
    func kill(because reason: WinnowError) { current.withLock { $0?.process }?.kill(because: reason) }

    /// Ends an idle scanner.
    func dismiss() { current.withLock { $0 = nil } }

    private func scanner(for setup: ScannerSetup) throws -> (ScannerProcess, SandboxLevel) {
        let reusable = current.withLock { current -> Current? in
            guard let kept = current, kept.setup == setup, kept.jobs < Self.jobsPerScanner else { return nil }
            current?.jobs += 1
            return kept
        }
        if let reusable { return (reusable.process, reusable.level) }
        dismiss()
        let process = try ScannerProcess(
            program: configuration.scanner, arguments: configuration.scannerArguments, limits: configuration.limits)
        let unknown = SandboxLevel(landlock: 0, seccomp: false)
        current.withLock { $0 = Current(process: process, setup: setup, level: unknown, jobs: 1) }
        // Compiling lists takes its time, but no more than any job.
        process.watch.begin(cpuBudget: configuration.limits.cpu)
        try process.send(setup)
        switch try process.receive().reply {
        case .ready(let level):
            guard level.seccomp, level.landlock > 0 || !setup.confinement.strict else {
                throw WinnowError("scanner-protocol", "the scanner is not locked in (\(level))")
            }
            current.withLock { $0?.level = level }
            return (process, level)
        case .failed(let error):
            // It ends by itself, and is not to be asked again.
            dismiss()
            throw JobFailure(error)
        default: throw WinnowError("scanner-protocol", "the scanner did not say that it is ready")
        }
    }
}

/// The scanner's own verdict on a job, as against the scanner's death.
struct JobFailure: Error {
    var error: WinnowError
    init(_ error: WinnowError) { self.error = error }
}
