import Digests
import Foundation
import Model

/// The machine's own limits on the very bytes of the image, one core, one MiB at a time.
struct MachineLimits {
    let path: String
    let size: Int

    private func eachBlock(_ body: (UnsafeRawBufferPointer) -> Void) throws {
        let descriptor = open(path, O_RDONLY)
        guard descriptor >= 0 else { throw WinnowError("file-unreadable", "\(path) cannot be opened") }
        defer { close(descriptor) }
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 4_096)
        defer { buffer.deallocate() }
        while true {
            let got = read(descriptor, buffer.baseAddress, buffer.count)
            guard got > 0 else { return }
            body(UnsafeRawBufferPointer(rebasing: buffer[..<got]))
        }
    }

    func reading() throws -> Stopwatch {
        try Stopwatch.measure { try eachBlock { _ in } }
    }

    func digests() throws -> Stopwatch {
        let all = [RunningDigest(.md5), RunningDigest(.sha1), RunningDigest(.sha256)]
        return try Stopwatch.measure {
            try eachBlock { block in for digest in all { digest.update(block) } }
            for digest in all { _ = digest.finish() }
        }
    }

    /// Vectorscan alone: the terms as caseless literals in UTF-8 and UTF-16LE, one stream, a callback that counts.
    func vectorscan(terms: [String]) throws -> Stopwatch {
        let alone = try VectorscanAlone(terms: terms)
        return try Stopwatch.measure { try eachBlock { alone.scan($0) } }
    }
}
