import Foundation

#if canImport(Glibc)
import Glibc
#endif

/// Length-prefixed frames over a pipe: four bytes little endian, then as many bytes. Blocking, one reader, one writer.
package struct FrameChannel: Sendable {
    /// A frame larger than this is a sign of a broken peer, and refused before memory is taken.
    package static let largestFrame = 1 << 30

    package enum Direction: Sendable { case toRead, toWrite }

    package let input: Int32
    package let output: Int32
    /// Called where a descriptor that does not block is not ready; throws to give up.
    private let wait: (@Sendable (Direction) throws(WinnowError) -> Void)?

    package init(
        input: Int32, output: Int32, wait: (@Sendable (Direction) throws(WinnowError) -> Void)? = nil
    ) {
        self.input = input
        self.output = output
        self.wait = wait
    }

    package func send(_ value: some Encodable) throws(WinnowError) {
        do { try send(Array(JSONEncoder().encode(value))) } catch let error as WinnowError { throw error } catch {
            throw WinnowError("channel-encode", "a message could not be encoded", cause: "\(error)")
        }
    }

    package func send(_ bytes: [UInt8]) throws(WinnowError) {
        let count = UInt32(truncatingIfNeeded: bytes.count)
        try write((0..<4).map { UInt8(truncatingIfNeeded: count >> (8 * UInt32($0))) })
        try write(bytes)
    }

    /// The next message, or nil when the peer has closed its end between two frames.
    package func receive<Value: Decodable>(_ type: Value.Type) throws(WinnowError) -> Value? {
        guard let bytes = try receiveBytes() else { return nil }
        do { return try JSONDecoder().decode(type, from: Data(bytes)) } catch {
            throw WinnowError("channel-decode", "a message could not be decoded", cause: "\(error)")
        }
    }

    /// - Parameter limit: a frame that claims more bytes is refused before memory is taken for it.
    package func receiveBytes(limit: Int = Self.largestFrame) throws(WinnowError) -> [UInt8]? {
        guard let head = try read(4, orEnd: true) else { return nil }
        let count = head.reversed().reduce(0) { $0 << 8 | Int($1) }
        guard count <= limit else {
            throw WinnowError("channel-frame", "a message claims to be \(count) bytes long")
        }
        return try read(count, orEnd: false)
    }

    private func write(_ bytes: [UInt8]) throws(WinnowError) {
        var offset = 0
        while offset < bytes.count {
            let written = bytes.withUnsafeBytes {
                Glibc.write(output, $0.baseAddress?.advanced(by: offset), $0.count - offset)
            }
            if written < 0 {
                if errno == EINTR { continue }
                if errno == EAGAIN, let wait {
                    try wait(.toWrite)
                    continue
                }
                throw WinnowError(
                    "channel-closed", "the other side of a pipe is gone", cause: String(cString: strerror(errno)))
            }
            offset += written
        }
    }

    private func read(_ count: Int, orEnd: Bool) throws(WinnowError) -> [UInt8]? {
        var filled = 0
        var ended = false
        var givenUp: WinnowError?
        let bytes = [UInt8](unsafeUninitializedCapacity: max(count, 1)) { buffer, initialized in
            while filled < count {
                let got = Glibc.read(input, buffer.baseAddress?.advanced(by: filled), count - filled)
                if got < 0, errno == EINTR { continue }
                if got < 0, errno == EAGAIN, let wait {
                    do throws(WinnowError) { try wait(.toRead) } catch {
                        givenUp = error
                        break
                    }
                    continue
                }
                ended = got == 0
                if got <= 0 { break }
                filled += got
            }
            initialized = filled
        }
        if filled == count { return bytes }
        if let givenUp { throw givenUp }
        if orEnd, filled == 0, ended { return nil }
        throw WinnowError("channel-closed", "the other side of a pipe ended in the middle of a message")
    }
}
