import Foundation
import Model

/// Files whose zero blocks take no space.
enum SparseFile {
    private static let block = 64 << 10

    static func create(_ path: String, size: Int) throws {
        let file = try open(path, flags: O_RDWR | O_CREAT | O_TRUNC)
        defer { close(file) }
        guard ftruncate(file, off_t(size)) == 0 else { throw failure("cannot size", path) }
    }

    /// Copies `count` bytes (all by default) from `start` in one file to `offset` in another, leaving zeros out.
    ///
    /// The target must hold zeros there.
    static func copy(
        from source: String, to target: String, at offset: Int, start: Int = 0, count: Int = .max
    ) throws {
        let input = try open(source, flags: O_RDONLY)
        defer { close(input) }
        let output = try open(target, flags: O_WRONLY)
        defer { close(output) }
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: block, alignment: 16)
        defer { buffer.deallocate() }
        var done = 0
        while done < count {
            let length = pread(input, buffer.baseAddress, min(block, count - done), off_t(start + done))
            guard length >= 0 else { throw failure("cannot read", source) }
            if length == 0 { break }
            let piece = UnsafeRawBufferPointer(rebasing: buffer[..<length])
            if !isZero(piece), pwrite(output, piece.baseAddress, length, off_t(offset + done)) != length {
                throw failure("cannot write", target)
            }
            done += length
        }
    }

    private static func isZero(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard let start = bytes.baseAddress, bytes[0] == 0 else { return false }
        // All bytes equal the first when the region equals itself moved by one.
        return memcmp(start, start + 1, bytes.count - 1) == 0
    }

    private static func open(_ path: String, flags: Int32) throws -> Int32 {
        let file = Foundation.open(path, flags | O_CLOEXEC, 0o644)
        guard file >= 0 else { throw failure("cannot open", path) }
        return file
    }

    private static func failure(_ what: String, _ path: String) -> WinnowError {
        WinnowError(
            "cannot-write", "\(what) \(path)", remedy: "check space and permissions",
            cause: String(cString: strerror(errno)))
    }
}
