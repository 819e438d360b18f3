import CProcess
import Foundation
import Model
import Synchronization

/// Waits for a scanner's pipes, and meanwhile holds it to its limits; keeps the last it said on standard error.
///
/// Its pipes do not block, so that a scanner which stops in the middle of a message is seen as well.
final class ScannerWatch: Sendable {
    private struct State {
        var errorsOpen = true
        var lastWords: [UInt8] = []
        var nextLook = 0.0
        var advancedAt: Double
        /// CPU seconds used when the job began, and how many it may use from there.
        var cpuBefore = 0.0
        var cpuBudget = Double.infinity
    }

    /// Seconds between two looks at what the scanner uses.
    private static let interval = 0.1
    private static let keptWords = 4_096

    private let process: pid_t
    private let input: Int32
    private let output: Int32
    private let errors: Int32
    private let limits: ScannerLimits
    private let state: Mutex<State>

    init(process: pid_t, input: Int32, output: Int32, errors: Int32, limits: ScannerLimits) {
        self.process = process
        self.input = input
        self.output = output
        self.errors = errors
        self.limits = limits
        state = Mutex(State(advancedAt: Self.now))
        for descriptor in [input, output, errors] { cprocess_set_nonblocking(descriptor) }
    }

    /// The scanner's last words, made fit for one line; nil when it had none.
    var lastWords: String? {
        drainErrors()
        let words = state.withLock { String(decoding: $0.lastWords.suffix(600), as: UTF8.self) }
        return words.isEmpty ? nil : Escaping.line(words)
    }

    /// A job begins, or the next file of a careful one.
    func begin(cpuBudget: Double) {
        let used = ProcessUse(process)?.cpu ?? 0
        state.withLock { state in
            state.advancedAt = Self.now
            state.cpuBefore = used
            state.cpuBudget = cpuBudget
        }
    }

    /// The scanner has done something that was asked of it.
    func advanced() { state.withLock { $0.advancedAt = Self.now } }

    /// The scanner was kept waiting by this side.
    func waited(seconds: Double) { state.withLock { $0.advancedAt += seconds } }

    /// CPU seconds of its whole life.
    var cpu: Double { ProcessUse(process)?.cpu ?? 0 }

    /// Returns when the pipe may be ready. Throws `hang`, `cpu-limit`, `memory-limit`.
    func wait(_ direction: FrameChannel.Direction) throws(WinnowError) {
        try look()
        let errorsOpen = state.withLock { $0.errorsOpen }
        var descriptors = [
            pollfd(
                fd: direction == .toRead ? input : output,
                events: Int16(direction == .toRead ? POLLIN : POLLOUT), revents: 0),
            pollfd(fd: errorsOpen ? errors : -1, events: Int16(POLLIN), revents: 0),
        ]
        _ = poll(&descriptors, 2, Int32(Self.interval * 1_000))
        if descriptors[1].revents != 0 { drainErrors() }
    }

    /// To be called between messages too: one that always has something to say is never waited for.
    func look() throws(WinnowError) {
        let now = Self.now
        let due = state.withLock { state in
            guard now >= state.nextLook else { return false }
            state.nextLook = now + Self.interval
            return true
        }
        guard due else { return }
        let use = ProcessUse(process)
        let (idle, cpu, budget) = state.withLock {
            (now - $0.advancedAt, (use?.cpu ?? 0) - $0.cpuBefore, $0.cpuBudget)
        }
        if let use, use.memory > limits.memory {
            throw WinnowError("memory-limit", "the scanner used more than \(limits.memory >> 20) MiB of memory")
        }
        if cpu > budget {
            throw WinnowError("cpu-limit", "the scanner used more than \(Int(budget)) s of CPU time for one job")
        }
        if idle > limits.silence {
            throw WinnowError("hang", "the scanner made no progress for \(Int(limits.silence)) s")
        }
    }

    private func drainErrors() {
        var buffer = [UInt8](repeating: 0, count: 4_096)
        while true {
            let got = read(errors, &buffer, buffer.count)
            if got == 0 { state.withLock { $0.errorsOpen = false } }
            guard got > 0 else { return }
            state.withLock { state in
                state.lastWords.append(contentsOf: buffer[..<got])
                if state.lastWords.count > Self.keptWords {
                    state.lastWords.removeFirst(state.lastWords.count - Self.keptWords)
                }
            }
        }
    }

    private static var now: Double { Double(DispatchTime.now().uptimeNanoseconds) / 1e9 }
}
