import CProcess
import Glibc
import Model

/// The calls of the socket interface that the faulty proxy needs. Descriptors never block and are not inherited.
enum Socket {
    private static let stream = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)

    /// Listens on 127.0.0.1.
    /// - Parameter port: 0 for any that is free.
    static func listen(port: Int) throws -> (descriptor: Int32, port: Int) {
        let descriptor = socket(AF_INET, stream, 0)
        guard descriptor >= 0 else { throw failed("socket") }
        var yes: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        var address = inet("127.0.0.1", port)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && Glibc.listen(descriptor, 64) == 0
                    && getsockname(descriptor, $0, &length) == 0
            }
        }
        guard bound else {
            defer { close(descriptor) }
            throw failed("listen")
        }
        unblock(descriptor)
        return (descriptor, Int(UInt16(bigEndian: address.sin_port)))
    }

    /// A waiting connection, or nil.
    static func accept(_ listener: Int32) -> Int32? {
        let descriptor = Glibc.accept(listener, nil, nil)
        guard descriptor >= 0 else { return nil }
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        unblock(descriptor)
        return descriptor
    }

    /// A pipe whose ends do not block.
    static func pipe() throws -> (read: Int32, write: Int32) {
        var ends: [Int32] = [-1, -1]
        guard cprocess_pipe(&ends) == 0 else { throw failed("pipe") }
        for end in ends { unblock(end) }
        return (ends[0], ends[1])
    }

    /// Connects, or nil when nothing listens there.
    static func connect(_ address: ServerAddress) -> Int32? {
        let descriptor: Int32
        let status: Int32
        switch address {
        case .socket(let folder, let port):
            descriptor = socket(AF_UNIX, stream, 0)
            var place = sockaddr_un()
            place.sun_family = sa_family_t(AF_UNIX)
            withUnsafeMutableBytes(of: &place.sun_path) {
                $0.copyBytes(from: "\(folder)/.s.PGSQL.\(port)".utf8.prefix(107))
            }
            status = connect(descriptor, &place)
        case .tcp(let host, let port):
            descriptor = socket(AF_INET, stream, 0)
            var place = inet(host, port)
            status = connect(descriptor, &place)
        }
        guard status == 0 else {
            close(descriptor)
            return nil
        }
        unblock(descriptor)
        return descriptor
    }

    /// Closes with a reset instead of an orderly end.
    static func reset(_ descriptor: Int32) {
        var atOnce = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &atOnce, socklen_t(MemoryLayout<linger>.size))
        close(descriptor)
    }

    private static func connect<Address>(_ descriptor: Int32, _ address: inout Address) -> Int32 {
        let length = socklen_t(MemoryLayout<Address>.size)
        return withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { Glibc.connect(descriptor, $0, length) }
        }
    }

    private static func inet(_ host: String, _ port: Int) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        inet_pton(AF_INET, host, &address.sin_addr)
        return address
    }

    private static func unblock(_ descriptor: Int32) {
        _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
    }

    private static func failed(_ call: String) -> WinnowError {
        WinnowError("proxy", "\(call) failed", cause: String(cString: strerror(errno)))
    }
}
