import Foundation
import Glibc
import Synchronization

/// A receiver of notices on 127.0.0.1 that behaves as it is told, connection after connection.
package final class HookReceiver: Sendable {
    package enum Behaviour: Sendable {
        case answer(Int)
        /// Takes the request and never answers.
        case stall
        /// Promises more than it sends, and hangs up.
        case short
        /// Says 200 and then more than anybody wants to read.
        case endless
        case redirect(String)
        case hangUp
    }

    package struct Request: Hashable, Sendable {
        package var head: String
        package var body: String

        /// The value of a header field; nil when it is missing.
        package func value(_ name: String) -> String? {
            head.split(separator: "\r\n").first { $0.lowercased().hasPrefix(name.lowercased() + ":") }
                .map { $0.dropFirst(name.count + 1).trimmingCharacters(in: .whitespaces) }
        }
    }

    package let url: String
    private let listener: Int32
    private let isOver = Atomic(false)
    private let taken = Mutex<[Request]>([])

    /// - Parameter behaviours: of the connections in their order; the last is that of all later ones.
    package init(_ behaviours: [Behaviour]) throws {
        let (listener, port) = try Socket.listen(port: 0)
        self.listener = listener
        url = "http://127.0.0.1:\(port)/winnow"
        Thread.detachNewThread { [self] in serve(behaviours) }
    }

    /// What has come so far, also what was not answered well.
    package var requests: [Request] { taken.withLock { $0 } }

    package func stop() { isOver.store(true, ordering: .releasing) }

    private func serve(_ behaviours: [Behaviour]) {
        var number = 0
        while !isOver.load(ordering: .acquiring) {
            guard let connection = Socket.accept(listener) else {
                Self.wait(listener, for: Int16(POLLIN))
                continue
            }
            let behaviour = behaviours[min(number, behaviours.count - 1)]
            number += 1
            Thread.detachNewThread { [self] in
                if let request = read(connection) { taken.withLock { $0.append(request) } }
                answer(connection, behaviour)
            }
        }
        close(listener)
    }

    private func read(_ connection: Int32) -> Request? {
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 65_536)
        while !isOver.load(ordering: .acquiring) {
            let count = recv(connection, &piece, piece.count, 0)
            if count == 0 { return nil }
            if count < 0 {
                Self.wait(connection, for: Int16(POLLIN))
                continue
            }
            bytes += piece[..<count]
            let text = String(decoding: bytes, as: UTF8.self)
            guard let end = text.range(of: "\r\n\r\n") else { continue }
            let request = Request(head: String(text[..<end.lowerBound]), body: String(text[end.upperBound...]))
            if request.body.utf8.count >= Int(request.value("Content-Length") ?? "0") ?? 0 { return request }
        }
        return nil
    }

    private func answer(_ connection: Int32, _ behaviour: Behaviour) {
        defer { close(connection) }
        switch behaviour {
        case .answer(let status):
            send("HTTP/1.1 \(status) x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", connection)
        case .redirect(let place):
            send("HTTP/1.1 302 x\r\nLocation: \(place)\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", connection)
        case .short: send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nok", connection)
        case .hangUp: break
        case .stall:
            while !isOver.load(ordering: .acquiring), !isClosed(connection) {
                Self.wait(connection, for: Int16(POLLIN))
            }
        case .endless:
            send("HTTP/1.1 200 OK\r\n\r\n", connection)
            while !isOver.load(ordering: .acquiring), send(String(repeating: "x", count: 65_536), connection) {}
        }
    }

    private func isClosed(_ connection: Int32) -> Bool {
        var byte: UInt8 = 0
        return recv(connection, &byte, 1, 0) == 0
    }

    /// - Returns: false when the other side is gone.
    @discardableResult
    private func send(_ text: String, _ connection: Int32) -> Bool {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty, !isOver.load(ordering: .acquiring) {
            let count = rest.withUnsafeBytes {
                Glibc.send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if errno == EAGAIN || errno == EWOULDBLOCK {
                Self.wait(connection, for: Int16(POLLOUT))
            } else {
                return false
            }
        }
        return true
    }

    /// Until something happens there, or a tenth of a second.
    private static func wait(_ descriptor: Int32, for events: Int16) {
        var place = pollfd(fd: descriptor, events: events, revents: 0)
        poll(&place, 1, 100)
    }
}
