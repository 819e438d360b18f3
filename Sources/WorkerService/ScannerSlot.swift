import Foundation
import HTTP
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
    private let remote: RemoteImages
    /// Why this slot is to stop waiting for the network before it has a scanner.
    private let stopped = Mutex<WinnowError?>(nil)
    private let current = Mutex<Current?>(nil)

    init(number: Int, configuration: WorkerConfiguration, remote: RemoteImages) {
        self.configuration = configuration
        self.remote = remote
        self.thread = SlotThread(name: "slot-\(number)")
    }

    /// Runs one request to its end and gathers what the scanner says.
    ///
    /// - Parameters:
    ///   - cpu: seconds of CPU time that it may use; of each file or volume that is announced.
    /// - Returns: what held the scanner in, and the state of an image on the network.
    /// - Throws: `WinnowError`; what the scanner had said until then is lost, except which file it touched last.
    func run(
        _ job: ScannerJob, cpu: Double, gatherer: ReplyGatherer
    ) async throws -> ScannerRun {
        try await thread.run { [self] in
            stopped.withLock { $0 = nil }
            do {
                do { return try run(job, cpu, gatherer) } catch let error as JobFailure {
                    guard let url = job.url, error.error.code == "whole-image-needed" else { throw error }
                    dismiss()
                    remote.needsWhole(url)
                    return try run(job, cpu, gatherer)
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

    /// Nil where the image is this host's own file.
    private func remoteImage(of job: ScannerJob) throws -> RemoteImage? {
        guard let url = job.url else { return nil }
        return try EvidenceGiver.lastingly { () throws(WinnowError) in
            try remote.image(at: url, origin: job.origin) { [self] () throws(WinnowError) in
                if let reason = stopped.withLock({ $0 }) { throw reason }
            }
        }
    }

    private func run(_ job: ScannerJob, _ cpu: Double, _ gatherer: ReplyGatherer) throws -> ScannerRun {
        var setup = job.setup
        var giver: EvidenceGiver?
        let image = try remoteImage(of: job)
        // The copy of an image stays as long as a scanner reads it.
        defer { withExtendedLifetime(image) {} }
        switch image {
        case .ranged(let image)?:
            giver = EvidenceGiver(image: image)
            setup.givenSize = image.size
        case .staged(let copy)?: setup.image = copy.path
        case nil: break
        }
        let (process, level) = try scanner(for: setup)
        process.watch.begin(cpuBudget: cpu)
        try process.send(job.request)
        for frame in job.content { try process.send(frame) }
        while true {
            let message = try process.receive()
            if let giver, case .evidence(let part) = message.reply {
                do { try giver.answer(part, process) } catch {
                    // It waits for bytes that will not come.
                    dismiss()
                    throw error
                }
                continue
            }
            switch try gatherer.take(message) {
            case .done: return ScannerRun(level: level, origin: image?.origin ?? "")
            case .touching: process.watch.begin(cpuBudget: cpu)
            case .advanced: process.watch.advanced()
            case .nothing: break
            }
        }
    }

    /// Ends the running scanner, whatever it does. May be called from anywhere.
    func kill(because reason: WinnowError) {
        stopped.withLock { $0 = reason }
        current.withLock { $0?.process }?.kill(because: reason)
    }

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
