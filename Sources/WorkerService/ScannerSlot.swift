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
    /// - Throws: `WinnowError`; what the scanner had said until then is lost, except which file it touched last.
    func run(
        _ setup: ScannerSetup, _ request: ScannerRequest, shard: [UInt8]?, gatherer: ReplyGatherer
    ) async throws {
        try await thread.run { [self] in
            do {
                let process = try scanner(for: setup)
                try process.send(request)
                if let shard { try process.send(shard) }
                while true {
                    let (reply, content) = try process.reply()
                    if try gatherer.take(reply, content) { break }
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

    private func scanner(for setup: ScannerSetup) throws -> ScannerProcess {
        let reusable = current.withLock { current -> ScannerProcess? in
            guard let kept = current, kept.setup == setup, kept.jobs < Self.jobsPerScanner else { return nil }
            current?.jobs += 1
            return kept.process
        }
        if let reusable { return reusable }
        dismiss()
        let process = try ScannerProcess(
            program: configuration.scanner, arguments: configuration.scannerArguments, silence: configuration.silence)
        current.withLock { $0 = Current(process: process, setup: setup, jobs: 1) }
        try process.send(setup)
        let (reply, _) = try process.reply()
        switch reply {
        case .ready: return process
        case .failed(let error): throw JobFailure(error)
        default: throw WinnowError("scanner-protocol", "the scanner did not say that it is ready")
        }
    }
}

/// The scanner's own verdict on a job, as against the scanner's death.
struct JobFailure: Error {
    var error: WinnowError
    init(_ error: WinnowError) { self.error = error }
}
