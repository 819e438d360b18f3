import Foundation
import Model
import Synchronization

/// A second host: a network namespace, joined to this one by a cable that can be cut.
package final class SecondHost: Sendable {
    /// This host's address on the cable; a server that the other host is to reach listens here.
    package let hereAddress: String
    package let itsAddress: String
    private let name: String
    private let plug: String
    private static let ip = Program(path: "/usr/sbin/ip")
    private static let count = Mutex(0)

    private static let trial = Task { () -> Bool in
        guard geteuid() == 0, FileManager.default.isExecutableFile(atPath: ip.path) else { return false }
        guard let host = try? await SecondHost() else { return false }
        await host.remove()
        return true
    }

    /// Whether hosts can be made here: by root, where namespaces are permitted. Tried once.
    package static var isPossible: Bool { get async { await trial.value } }

    package init() async throws {
        let number = Self.count.withLock { count in
            count += 1
            return count
        }
        // An interface's name may have 15 bytes.
        name = "winnow-\(getpid())-\(number)"
        plug = "wn\(getpid())n\(number)"
        let net = "10.213.\(getpid() % 256)"
        let first = number % 64 * 4
        hereAddress = "\(net).\(first + 1)"
        itsAddress = "\(net).\(first + 2)"
        try Watcher.start("ip link del \(plug); ip netns del \(name)")
        do {
            try await Self.ip("netns", "add", name)
            try await Self.ip("link", "add", plug, "type", "veth", "peer", "name", "eth0", "netns", name)
            try await Self.ip("addr", "add", hereAddress + "/30", "dev", plug)
            try await Self.ip("-n", name, "addr", "add", itsAddress + "/30", "dev", "eth0")
            try await Self.ip("-n", name, "link", "set", "lo", "up")
            try await Self.ip("-n", name, "link", "set", "eth0", "up")
            try await plugIn()
        } catch {
            await remove()
            throw error
        }
    }

    /// The same program, to run on this host. It sees the same files.
    package func program(_ program: Program) -> Program {
        var inside = Program(path: Self.ip.path, leading: ["netns", "exec", name, program.path] + program.leading)
        inside.environment = program.environment
        return inside
    }

    /// From now on nothing gets through in either direction, and nobody is told.
    package func cutCable() async throws { try await Self.ip("link", "set", plug, "down") }

    package func plugIn() async throws { try await Self.ip("link", "set", plug, "up") }

    /// Also when only a part of it could be made.
    package func remove() async {
        try? await Self.ip("link", "del", plug)
        try? await Self.ip("netns", "del", name)
    }

    private static func ip(_ arguments: String...) async throws {
        let result = try await ip.run(arguments)
        guard result.code == 0 else { throw Unexpected(arguments: ["ip"] + arguments, result: result) }
    }
}
