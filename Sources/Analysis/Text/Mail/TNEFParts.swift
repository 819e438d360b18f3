import Model

/// The files in a TNEF stream (`winmail.dat`; [MS-OXTNEF]), one after the other as they come. What of a file is not read is
/// passed over.
package final class TNEFParts {
    /// The bytes from an offset on, as many as are at hand; asked in order, none at the end.
    package typealias Source = (UInt64) throws -> UnsafeRawBufferPointer

    /// Attributes by their numbers ([MS-OXTNEF] 2.1.3.2).
    private enum Attribute {
        static let attachment: UInt32 = 0x0006_9002
        static let title: UInt32 = 0x0001_8010
        static let data: UInt32 = 0x0006_800F
    }

    private static let magic: [UInt8] = [0x78, 0x9F, 0x3E, 0x22]
    private static let longestTitle = 4_096

    private let source: Source
    private var offset: UInt64 = 0
    private var chunk = UnsafeRawBufferPointer(start: nil, count: 0)
    /// Bytes left of the file at hand, and whether its checksum follows.
    private var left: UInt64 = 0
    private var isInFile = false
    /// Attachments begun, and of those the ones whose content has come.
    private var number = 0
    private var contents = 0
    private var title: [UInt8] = []

    package init(_ source: @escaping Source) { self.source = source }

    /// The next file, as `2/photo.jpg` by its number and its name in the sender's code page; nil at the end.
    ///
    /// - Throws: `archive-damaged` where it ends in the middle, `archive-unsupported` at the end where an attachment is a
    ///   message or an object, which have no content of their own; what the source throws.
    package func nextFile() throws -> (name: RawPath, size: UInt64)? {
        if offset == 0 {
            guard try take(6)?.starts(with: Self.magic) == true else { throw Self.damaged }
        }
        try endFile()
        // A level, a number, a length; behind the content a checksum of two bytes.
        while let level = try take(1)?.first {
            guard level == 1 || level == 2, let head = try take(8) else { throw Self.damaged }
            let length = UInt64(Self.number(head[4...]))
            switch Self.number(head[..<4]) {
            case Attribute.data where level == 2:
                contents += 1
                (left, isInFile) = (length, true)
                return (
                    RawPath(bytes: Array("\(max(number, contents))".utf8) + (title.isEmpty ? [] : [0x2F] + title)),
                    length
                )
            case Attribute.title where level == 2 && length <= UInt64(Self.longestTitle):
                guard let bytes = try take(Int(length)) else { throw Self.damaged }
                title = Array(bytes.prefix { $0 != 0 })
                try skip(2)
            case Attribute.attachment where level == 2:
                number += 1
                title = []
                try skip(length + 2)
            default: try skip(length + 2)
            }
        }
        guard contents >= number else {
            throw WinnowError("archive-unsupported", "messages or objects within winmail.dat are not opened")
        }
        return nil
    }

    /// Fills as much of the buffer as the file still has; 0 at its end.
    package func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        guard left > 0, !buffer.isEmpty else { return 0 }
        guard try fill() else { throw Self.damaged }
        let count = min(buffer.count, chunk.count, Int(clamping: left))
        buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: chunk[..<count]))
        advance(count)
        left -= UInt64(count)
        return count
    }

    private func endFile() throws {
        guard isInFile else { return }
        let rest = left
        (left, isInFile) = (0, false)
        try skip(rest + 2)
    }

    /// Nil where there are fewer, which only the end of all may be.
    private func take(_ count: Int) throws -> [UInt8]? {
        var bytes: [UInt8] = []
        while bytes.count < count {
            guard try fill() else { return nil }
            let some = min(count - bytes.count, chunk.count)
            bytes.append(contentsOf: chunk[..<some])
            advance(some)
        }
        return bytes
    }

    private func skip(_ count: UInt64) throws {
        var rest = count
        while rest > 0 {
            guard try fill() else { throw Self.damaged }
            let some = min(chunk.count, Int(clamping: rest))
            advance(some)
            rest -= UInt64(some)
        }
    }

    private func fill() throws -> Bool {
        if chunk.isEmpty { chunk = try source(offset) }
        return !chunk.isEmpty
    }

    private func advance(_ count: Int) {
        chunk = UnsafeRawBufferPointer(rebasing: chunk[count...])
        offset += UInt64(count)
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> UInt32 {
        bytes.reversed().reduce(0) { $0 << 8 | UInt32($1) }
    }

    private static var damaged: WinnowError { WinnowError("archive-damaged", "a winmail.dat ends in the middle") }
}
