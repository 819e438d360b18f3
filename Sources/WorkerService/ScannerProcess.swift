import CProcess
import CSandbox
import Foundation
import Model
import Synchronization

/// One scanner child: started, talked to and reaped by one thread; `kill` may come from any.
///
/// Must be made on a thread that outlives the child: the child dies with the thread that started it.
final class ScannerProcess: Sendable {
    /// What the scanner said, the content that belongs to it, and the bytes of both.
    struct Message {
        var reply: ScannerReply
        var content: [UInt8]?
        var size: Int
    }

    /// Larger messages are refused; the content of one is a shard or a pack.
    private static let largestMessage = 256 << 20

    private struct State {
        var pid: pid_t
        var running = true
        /// Why this side ended the child.
        var killedFor: WinnowError?
    }

    private let state: Mutex<State>
    private let channel: FrameChannel
    private let errors: Int32
    let watch: ScannerWatch

    init(program: String, arguments: [String], limits: ScannerLimits) throws(WinnowError) {
        let pipes = try ScannerPipes(program)
        var argv = Self.words([program] + arguments)
        var environment = Self.words(["LANG=C.UTF-8", "TZ=UTC"])
        defer { for word in argv + environment { free(word) } }
        var pid: pid_t = 0
        let failure = cprocess_spawn(
            &pid, program, &argv, &environment, pipes.request.read, pipes.reply.write, pipes.errors.write)
        pipes.closeFarEnds()
        guard failure == 0 else {
            pipes.closeNearEnds()
            throw ScannerPipes.startError(program, failure)
        }
        let watch = ScannerWatch(
            process: pid, input: pipes.reply.read, output: pipes.request.write, errors: pipes.errors.read,
            limits: limits)
        self.state = Mutex(State(pid: pid))
        self.watch = watch
        self.channel = FrameChannel(input: pipes.reply.read, output: pipes.request.write) {
            direction throws(WinnowError) in try watch.wait(direction)
        }
        self.errors = pipes.errors.read
    }

    deinit {
        kill(because: WinnowError("scanner-dismissed", "the scanner is no longer needed"))
        _ = reap()
        for descriptor in [channel.input, channel.output, errors] { close(descriptor) }
    }

    func send(_ message: some Encodable) throws(WinnowError) {
        do { try channel.send(message) } catch { throw verdict(on: error) }
    }

    func send(_ bytes: [UInt8]) throws(WinnowError) {
        do { try channel.send(bytes) } catch { throw verdict(on: error) }
    }

    /// The next message. A child that died, passed a limit or talks nonsense is an error that says why.
    func receive() throws(WinnowError) -> Message {
        do {
            try watch.look()
            if let bytes = try channel.receiveBytes(limit: Self.largestMessage) {
                let reply = try Self.decoded(bytes)
                guard reply.hasContent else { return Message(reply: reply, content: nil, size: bytes.count) }
                if let content = try channel.receiveBytes(limit: Self.largestMessage) {
                    return Message(reply: reply, content: content, size: bytes.count + content.count)
                }
            }
        } catch { throw verdict(on: error) }
        throw death(otherwise: WinnowError("scanner-exit", "the scanner ended before its job was done"))
    }

    /// Throws why this side has ended the child, if it has.
    var checkAlive: @Sendable () throws(WinnowError) -> Void {
        { [self] () throws(WinnowError) in if let reason = state.withLock({ $0.killedFor }) { throw reason } }
    }

    func kill(because reason: WinnowError) {
        state.withLock { state in
            guard state.running else { return }
            if state.killedFor == nil { state.killedFor = reason }
            _ = Glibc.kill(-state.pid, SIGKILL)
            _ = Glibc.kill(state.pid, SIGKILL)
        }
    }

    private static func decoded(_ bytes: [UInt8]) throws(WinnowError) -> ScannerReply {
        do { return try JSONDecoder().decode(ScannerReply.self, from: Data(bytes)) } catch {
            throw WinnowError("channel-decode", "a message of the scanner could not be understood", cause: "\(error)")
        }
    }

    /// What became of a scanner that could not be talked to any more.
    private func verdict(on error: WinnowError) -> WinnowError {
        switch error.code {
        case "channel-closed": return death(otherwise: error)
        case "channel-decode", "channel-frame":
            return end(WinnowError("scanner-protocol", error.message, cause: error.cause))
        default: return end(error)
        }
    }

    /// - Returns: why the child was ended first, if somebody else was faster.
    private func end(_ reason: WinnowError) -> WinnowError {
        kill(because: reason)
        _ = reap()
        return state.withLock { $0.killedFor } ?? reason
    }

    /// Collects the ended child and says what ended it.
    private func death(otherwise: WinnowError) -> WinnowError {
        // One that only closed its pipes would be waited for without end.
        let status = reap(within: 1)
        if let reason = state.withLock({ $0.killedFor }) { return reason }
        guard let status else { return end(otherwise) }
        return ScannerDeath.error(status: status, lastWords: watch.lastWords)
    }

    private func reap(within seconds: Double) -> Int32? {
        guard let pid = state.withLock({ $0.running ? $0.pid : nil }) else { return nil }
        let end = DispatchTime.now() + seconds
        var status: Int32 = 0
        while true {
            let ended = waitpid(pid, &status, WNOHANG)
            if ended == pid {
                state.withLock { $0.running = false }
                return status
            }
            if (ended < 0 && errno != EINTR) || DispatchTime.now() >= end { return nil }
            usleep(2_000)
        }
    }

    private func reap() -> Int32? {
        guard let pid = state.withLock({ $0.running ? $0.pid : nil }) else { return nil }
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0 { if errno != EINTR { return nil } }
        state.withLock { $0.running = false }
        return status
    }

    /// C strings and a closing null, to be freed by the caller.
    private static func words(_ text: [String]) -> [UnsafeMutablePointer<CChar>?] {
        text.map { strdup($0) } + [nil]
    }
}
