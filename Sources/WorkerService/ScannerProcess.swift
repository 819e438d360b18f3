import CProcess
import Foundation
import Model
import Synchronization

/// One scanner child: started, talked to and reaped by one thread; `kill` may come from any.
///
/// Must be made on a thread that outlives the child: the child dies with the thread that started it.
final class ScannerProcess: Sendable {
    private struct State {
        var pid: pid_t
        var running = true
        /// Why this side ended the child.
        var killedFor: WinnowError?
    }

    private let state: Mutex<State>
    private let channel: FrameChannel
    private let errors: Int32
    private let silence: Double
    private let lastWords = Mutex<[UInt8]>([])

    init(program: String, arguments: [String], silence: Double) throws(WinnowError) {
        var request: [Int32] = [0, 0]
        var reply: [Int32] = [0, 0]
        var errors: [Int32] = [0, 0]
        guard Self.pipe(&request) else { throw Self.startError(program, errno) }
        guard Self.pipe(&reply) else {
            Self.close(request)
            throw Self.startError(program, errno)
        }
        guard Self.pipe(&errors) else {
            Self.close(request + reply)
            throw Self.startError(program, errno)
        }
        var argv = Self.words([program] + arguments)
        var environment = Self.words(["LANG=C.UTF-8", "TZ=UTC"])
        defer { for word in argv + environment { free(word) } }
        var pid: pid_t = 0
        let failure = cprocess_spawn(&pid, program, &argv, &environment, request[0], reply[1], errors[1])
        Self.close([request[0], reply[1], errors[1]])
        guard failure == 0 else {
            Self.close([request[1], reply[0], errors[0]])
            throw Self.startError(program, failure)
        }
        _ = fcntl(errors[0], F_SETFL, O_NONBLOCK)
        self.state = Mutex(State(pid: pid))
        self.channel = FrameChannel(input: reply[0], output: request[1])
        self.errors = errors[0]
        self.silence = silence
    }

    deinit {
        kill(because: WinnowError("scanner-dismissed", "the scanner is no longer needed"))
        _ = reap()
        Self.close([channel.input, channel.output, errors])
    }

    func send(_ message: some Encodable) throws(WinnowError) { try channel.send(message) }
    func send(_ bytes: [UInt8]) throws(WinnowError) { try channel.send(bytes) }

    /// The next reply, and its content where it has one. A child that died or fell silent is an error that says why.
    func reply() throws(WinnowError) -> (reply: ScannerReply, content: [UInt8]?) {
        do {
            try awaitReadable()
            if let reply = try channel.receive(ScannerReply.self) {
                guard reply.hasContent else { return (reply, nil) }
                if let content = try channel.receiveBytes() { return (reply, content) }
            }
        } catch let error where error.code == "scanner-hang" {
            throw error
        } catch {
            throw death(otherwise: error)
        }
        throw death(otherwise: WinnowError("scanner-exit", "the scanner ended before its job was done"))
    }

    func kill(because reason: WinnowError) {
        state.withLock { state in
            guard state.running else { return }
            if state.killedFor == nil { state.killedFor = reason }
            _ = Glibc.kill(-state.pid, SIGKILL)
            _ = Glibc.kill(state.pid, SIGKILL)
        }
    }

    /// Waits until the child says something or is gone; drains its standard error meanwhile.
    private func awaitReadable() throws(WinnowError) {
        while true {
            var descriptors = [
                pollfd(fd: channel.input, events: Int16(POLLIN), revents: 0),
                pollfd(fd: errors, events: Int16(POLLIN), revents: 0),
            ]
            let ready = poll(&descriptors, 2, Int32(silence * 1_000))
            if ready < 0, errno == EINTR { continue }
            if ready == 0 {
                let error = WinnowError("scanner-hang", "the scanner said nothing for \(Int(silence)) s")
                kill(because: error)
                _ = reap()
                throw error
            }
            if descriptors[1].revents != 0 { drainErrors() }
            if descriptors[0].revents != 0 { return }
            if descriptors[1].revents & Int16(POLLHUP) != 0, descriptors[0].revents == 0 {
                // Standard error is closed but replies may still come: wait for those alone.
                var one = pollfd(fd: channel.input, events: Int16(POLLIN), revents: 0)
                if poll(&one, 1, Int32(silence * 1_000)) != 0 { return }
            }
        }
    }

    private func drainErrors() {
        var buffer = [UInt8](repeating: 0, count: 4_096)
        while true {
            let got = read(errors, &buffer, buffer.count)
            guard got > 0 else { return }
            lastWords.withLock { words in
                words.append(contentsOf: buffer[..<got])
                if words.count > 4_096 { words.removeFirst(words.count - 4_096) }
            }
        }
    }

    /// Collects the ended child and says what ended it.
    private func death(otherwise: WinnowError) -> WinnowError {
        let status = reap()
        drainErrors()
        if let reason = state.withLock({ $0.killedFor }) { return reason }
        guard let status else { return otherwise }
        let words = lastWords.withLock { String(decoding: $0.suffix(600), as: UTF8.self) }
        let cause = words.isEmpty ? nil : Escaping.line(words)
        let signal = cprocess_exit_signal(status)
        switch signal {
        case 0:
            return WinnowError(
                "scanner-exit", "the scanner ended with code \(cprocess_exit_code(status))", cause: cause)
        case SIGXCPU: return WinnowError("cpu-limit", "the scanner used up its CPU time", cause: cause)
        case SIGSYS: return WinnowError("sandbox-violation", "the scanner tried a forbidden system call", cause: cause)
        case SIGKILL: return WinnowError("scanner-killed", "the scanner was killed from outside", cause: cause)
        default: return WinnowError("crash", "the scanner crashed with signal \(signal)", cause: cause)
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
        var result: [UnsafeMutablePointer<CChar>?] = []
        for word in text { result.append(strdup(word)) }
        result.append(nil)
        return result
    }

    private static func pipe(_ ends: inout [Int32]) -> Bool { cprocess_pipe(&ends) == 0 }
    private static func close(_ descriptors: [Int32]) { for descriptor in descriptors { Glibc.close(descriptor) } }

    private static func startError(_ program: String, _ number: Int32) -> WinnowError {
        WinnowError(
            "scanner-start", "the scanner \(program) could not be started",
            remedy: "check that the program is there and that processes and descriptors are not used up",
            cause: String(cString: strerror(number)))
    }
}
