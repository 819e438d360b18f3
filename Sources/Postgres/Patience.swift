import Glibc

/// How long a server or network may say nothing before it is given up.
struct Patience {
    private let milliseconds: Int32

    init(_ limit: Duration) { milliseconds = Int32(clamping: Int64(max(.zero, limit) / .milliseconds(1))) }

    /// Waits for one of `events` on a socket; gives those that happened, none when `limit` has passed.
    ///
    /// - Parameter tick: called every 50 ms of waiting, and ends it by true.
    func wait(_ socket: Int32, for events: Int32, tick: (() -> Bool)? = nil) -> Int32? {
        var descriptor = pollfd(fd: socket, events: Int16(events), revents: 0)
        var left = milliseconds
        while true {
            let step = tick == nil ? left : min(left, 50)
            let ready = poll(&descriptor, 1, step)
            if ready > 0 { return Int32(descriptor.revents) }
            // A signal starts the step anew: signals that come all the time would be a fault of our own.
            if ready < 0, errno == EINTR { continue }
            if ready == 0, let tick, tick() { return 0 }
            left -= step
            if ready < 0 || left <= 0 { return nil }
        }
    }

    var text: String { milliseconds % 1000 == 0 ? "\(milliseconds / 1000) s" : "\(milliseconds) ms" }
}
