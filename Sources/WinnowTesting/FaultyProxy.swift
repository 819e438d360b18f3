import Foundation
import Model
import Synchronization

/// A TCP proxy on 127.0.0.1 in front of a server, which can be made to fail as networks do.
///
/// One thread does all the work, so a mode holds for every connection at once.
package final class FaultyProxy: Sendable {
    package enum Mode: Sendable {
        case forward
        /// Nothing is read or forwarded, but connections stay open and new ones are accepted: a half-open connection,
        /// a firewall that has forgotten it.
        case freeze
        /// All connections are reset and new ones refused.
        case cut
    }

    private struct State {
        var mode: Mode
        var isStopped = false
        var connections = 0
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    package let port: Int
    private let server: ServerAddress
    private let state: Mutex<State>
    /// A byte in it wakes the thread.
    private let wake: (read: Int32, write: Int32)

    package init(to server: ServerAddress, mode: Mode = .forward) throws {
        self.server = server
        state = Mutex(State(mode: mode))
        let listening = try Socket.listen(port: 0)
        port = listening.port
        wake = try Socket.pipe()
        Thread { [self] in run(listening.descriptor) }.start()
    }

    /// A proxy in front of the server of a conninfo.
    package convenience init(conninfo: String, mode: Mode = .forward) async throws {
        try await self.init(to: .behind(conninfo), mode: mode)
    }

    /// `127.0.0.1` and the port.
    package var address: ServerAddress { .tcp(host: "127.0.0.1", port: port) }

    /// Open connections, those that wait for a thaw among them.
    package var connections: Int { state.withLock { $0.connections } }

    /// Returns once the mode holds: after `.freeze` and `.cut` no byte more is forwarded.
    package func setMode(_ mode: Mode) async { await change { $0.mode = mode } }

    /// Closes everything. The proxy cannot be used again.
    package func stop() async { await change { $0.isStopped = true } }

    private func change(_ body: @Sendable (inout State) -> Void) async {
        await withCheckedContinuation { continuation in
            let isGone = state.withLock { state in
                if state.isStopped { return true }
                body(&state)
                state.waiting.append(continuation)
                write(wake.write, [1], 1)
                return false
            }
            if isGone { continuation.resume() }
        }
    }

    // MARK: On the thread

    private func run(_ first: Int32) {
        var listener: Int32? = first
        var open: [ProxiedConnection] = []
        while true {
            let (mode, isStopped, waiting) = state.withLock { state in
                defer { state.waiting = [] }
                return (state.mode, state.isStopped, state.waiting)
            }
            if isStopped || mode == .cut {
                if let descriptor = listener { close(descriptor) }
                listener = nil
                for connection in open { connection.close(reset: true) }
                open = []
            } else if listener == nil {
                listener = try? Socket.listen(port: port).descriptor
            }
            state.withLock { $0.connections = open.count }
            for continuation in waiting { continuation.resume() }
            if isStopped { break }
            wait(listener, mode == .forward ? open : [])
            while let listener, let client = Socket.accept(listener) { open.append(ProxiedConnection(client: client)) }
            if state.withLock({ $0.mode }) == .forward { forward(&open) }
        }
        close(wake.read)
        close(wake.write)
    }

    private func wait(_ listener: Int32?, _ open: [ProxiedConnection]) {
        var polls = [pollfd(fd: wake.read, events: Int16(POLLIN), revents: 0)]
        if let listener { polls.append(pollfd(fd: listener, events: Int16(POLLIN), revents: 0)) }
        for connection in open { polls += connection.polls }
        _ = poll(&polls, nfds_t(polls.count), -1)
        var block = [UInt8](repeating: 0, count: 64)
        while read(wake.read, &block, block.count) > 0 {}
    }

    private func forward(_ open: inout [ProxiedConnection]) {
        for index in open.indices {
            open[index].connect(server)
            open[index].forward()
        }
        for connection in open where connection.isOver { connection.close(reset: false) }
        open.removeAll { $0.isOver }
    }
}
