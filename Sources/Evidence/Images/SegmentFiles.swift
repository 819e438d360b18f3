import Foundation
import Model

/// The files that make up one image.
enum SegmentFiles {
    /// Who opens images: where root started the worker, a plain user.
    private static var userName: String { "user \(geteuid())" }

    /// Head and last sector of a file, for telling its container.
    static func ends(of path: String) throws(WinnowError) -> (head: [UInt8], tail: [UInt8], size: UInt64) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT || errno == ENOTDIR {
                throw WinnowError(
                    "image-missing", "there is no image at \(path)",
                    remedy: "check the path, and that this host has it mounted")
            }
            throw WinnowError(
                "image-unreadable", "the image \(path) cannot be opened",
                remedy: "let \(userName) read the file and pass through its folders; root's scanners are `--user`",
                cause: String(cString: strerror(errno)))
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw unreadable(path) }
        let type = status.st_mode & S_IFMT
        guard type == S_IFREG || type == S_IFBLK else {
            throw WinnowError("image-not-a-file", "\(path) is not a file", remedy: "name the image's first file")
        }
        let end = type == S_IFBLK ? lseek(descriptor, 0, SEEK_END) : status.st_size
        guard end > 0 else { throw WinnowError("image-empty", "the image \(path) is empty") }
        return (
            try read(descriptor, at: 0, count: min(4_096, Int(end)), path),
            try read(descriptor, at: max(0, end - 512), count: Int(min(512, end)), path), UInt64(end)
        )
    }

    /// - Returns: as many bytes as there are from there on, `most` at most.
    static func bytes(of path: String, at offset: UInt64, most: Int) throws(WinnowError) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0, let place = off_t(exactly: offset) else { throw unreadable(path) }
        defer { close(descriptor) }
        return try read(descriptor, at: place, most: most, path)
    }

    /// All pieces of a split raw image whose first one is named: `.000`, `.001` or `.aa` and on; else the file alone.
    static func raw(_ path: String) throws(WinnowError) -> [String] {
        guard let dot = path.lastIndex(of: "."), dot < path.endIndex else { return [path] }
        let stem = String(path[...dot])
        let ending = String(path[path.index(after: dot)...])
        guard let names = sequence(from: ending) else { return [path] }
        var found: [String] = []
        for name in names {
            guard FileManager.default.fileExists(atPath: stem + name) else { break }
            found.append(stem + name)
        }
        // A piece beyond a hole would be left out in silence.
        for name in names.dropFirst(found.count + 1).prefix(20)
        where FileManager.default.fileExists(atPath: stem + name) {
            throw WinnowError(
                "split-incomplete", "the split image \(path) has no piece \(found.count + 1), but has \(stem + name)",
                remedy: "put the missing piece beside the others")
        }
        return found.isEmpty ? [path] : found
    }

    private static func sequence(from ending: String) -> LazyMapSequence<ClosedRange<Int>, String>? {
        if ["000", "001", "0000", "0001"].contains(ending), let first = Int(ending) {
            let width = ending.count
            return (first...(width == 3 ? 999 : 9_999)).lazy.map { number in
                let digits = String(number)
                return String(repeating: "0", count: max(0, width - digits.count)) + digits
            }
        }
        if ending == "aa" {
            let letters = Array("abcdefghijklmnopqrstuvwxyz")
            return (0...675).lazy.map { String(letters[$0 / 26]) + String(letters[$0 % 26]) }
        }
        return nil
    }

    private static func read(_ descriptor: Int32, at offset: off_t, count: Int, _ path: String) throws(WinnowError)
        -> [UInt8]
    {
        let bytes = try read(descriptor, at: offset, most: count, path)
        guard bytes.count == count else { throw unreadable(path) }
        return bytes
    }

    private static func read(_ descriptor: Int32, at offset: off_t, most: Int, _ path: String) throws(WinnowError)
        -> [UInt8]
    {
        var got = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: most) { buffer, filled in
            got = pread(descriptor, buffer.baseAddress, most, offset)
            filled = max(0, got)
        }
        guard got >= 0 else { throw unreadable(path) }
        return bytes
    }

    private static func unreadable(_ path: String) -> WinnowError {
        WinnowError(
            "image-unreadable", "the image \(path) cannot be read", remedy: "check the medium it lies on",
            cause: String(cString: strerror(errno)))
    }
}
