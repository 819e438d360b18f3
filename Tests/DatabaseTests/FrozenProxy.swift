import Dispatch
import Glibc
import Synchronization
import Testing

/// A Unix socket that passes bytes on to a server's socket until the client says a certain word: it then holds both
/// connections open and neither reads nor writes, as a network that has gone away does.
final class FrozenProxy: Sendable {
    /// libpq's `host`.
    let folder: String
    private let target: String
    private let word: [UInt8]
    private let passesWord: Bool
    private let listener: Int32
    private let isFrozen = Atomic(false)
    private let descriptors = Mutex<[Int32]>([])

    /// - Parameters:
    ///   - target: the path of the server's socket.
    ///   - passesWord: the server still gets the word, and its answer is lost.
    init(target: String, freezesAt word: String, passesWord: Bool = false) throws {
        self.target = target
        self.word = Array(word.utf8)
        self.passesWord = passesWord
        var template = Array("/tmp/winnow-proxy-XXXXXX".utf8CString)
        folder = String(cString: try #require(mkdtemp(&template)))
        listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        let bound = Self.withAddress(folder + "/.s.PGSQL.5432") { bind(listener, $0, $1) }
        try #require(bound == 0 && listen(listener, 8) == 0)
        Self.run { self.acceptAll() }
    }

    func close() {
        shutdown(listener, Int32(SHUT_RDWR))
        descriptors.withLock { for descriptor in $0 { shutdown(descriptor, Int32(SHUT_RDWR)) } }
        unlink(folder + "/.s.PGSQL.5432")
        rmdir(folder)
    }

    private func acceptAll() {
        while true {
            let client = accept(listener, nil, nil)
            if client < 0 { return }
            let server = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
            guard Self.withAddress(target, { connect(server, $0, $1) }) == 0 else { return }
            descriptors.withLock { $0 += [client, server] }
            Self.run { self.pass(client, server, isClient: true) }
            Self.run { self.pass(server, client, isClient: false) }
        }
    }

    private func pass(_ from: Int32, _ to: Int32, isClient: Bool) {
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let got = recv(from, &buffer, buffer.count, 0)
            if got <= 0 { break }
            let freezes = isClient && contains(buffer[..<got])
            if freezes { isFrozen.store(true, ordering: .sequentiallyConsistent) }
            if isFrozen.load(ordering: .sequentiallyConsistent), !(freezes && passesWord) { return }
            guard send(to, buffer, got, Int32(MSG_NOSIGNAL)) == got else { break }
        }
        shutdown(to, Int32(SHUT_RDWR))
    }

    private func contains(_ bytes: ArraySlice<UInt8>) -> Bool {
        bytes.indices.contains { bytes[$0...].starts(with: word) }
    }

    /// On a thread of its own, for the calls block.
    private static func run(_ body: @escaping @Sendable () -> Void) {
        DispatchQueue(label: "winnow.test.proxy").async(execute: body)
    }

    private static func withAddress<T>(
        _ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) throws -> T
    ) rethrows -> T {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix($0.count - 1)) }
        return try withUnsafePointer(to: address) { pointer in
            try pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                try body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }
}
