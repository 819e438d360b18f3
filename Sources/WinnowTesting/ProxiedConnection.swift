import Glibc

/// One connection through the proxy: a client, its server, and what was read from each but not yet written.
struct ProxiedConnection {
    let client: Int32
    /// Nil until the proxy may forward.
    private(set) var server: Int32?
    private var toServer: [UInt8] = []
    private var toClient: [UInt8] = []
    private(set) var isOver = false

    init(client: Int32) { self.client = client }

    mutating func connect(_ address: ServerAddress) {
        guard server == nil, !isOver else { return }
        server = Socket.connect(address)
        isOver = server == nil
    }

    /// What to wait for: reading from one side stops while the other has not taken what came before.
    var polls: [pollfd] {
        guard let server else { return [] }
        func events(unread: [UInt8], unwritten: [UInt8]) -> Int16 {
            (unread.isEmpty ? Int16(POLLIN) : 0) | (unwritten.isEmpty ? 0 : Int16(POLLOUT))
        }
        return [
            pollfd(fd: client, events: events(unread: toServer, unwritten: toClient), revents: 0),
            pollfd(fd: server, events: events(unread: toClient, unwritten: toServer), revents: 0),
        ]
    }

    mutating func forward() {
        guard let server else { return }
        let ends = [Self.move(client, server, &toServer), Self.move(server, client, &toClient)]
        // Whatever one side said before it went has been taken by the other, as far as that still listens.
        if ends.contains(true) { isOver = true }
    }

    func close(reset: Bool) {
        for descriptor in [client, server].compactMap({ $0 }) {
            if reset { Socket.reset(descriptor) } else { Glibc.close(descriptor) }
        }
    }

    /// - Returns: whether the connection has ended.
    private static func move(_ source: Int32, _ target: Int32, _ bytes: inout [UInt8]) -> Bool {
        if bytes.isEmpty {
            var block = [UInt8](repeating: 0, count: 1 << 16)
            let count = recv(source, &block, block.count, 0)
            if count == 0 { return true }
            if count < 0 { return errno != EAGAIN && errno != EINTR }
            bytes = Array(block.prefix(count))
        }
        let count = send(target, bytes, bytes.count, Int32(MSG_NOSIGNAL))
        if count < 0 { return errno != EAGAIN && errno != EINTR }
        bytes.removeFirst(count)
        return false
    }
}
