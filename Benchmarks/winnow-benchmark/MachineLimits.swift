import CVectorscan
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
        var patterns: [[CChar]] = []
        for term in terms {
            patterns.append(term.utf8.map { CChar(bitPattern: $0) })
            patterns.append(term.utf16.flatMap { [CChar(truncatingIfNeeded: $0), CChar(truncatingIfNeeded: $0 >> 8)] })
        }
        let storage = patterns.map { pattern -> UnsafeMutablePointer<CChar> in
            let copy = UnsafeMutablePointer<CChar>.allocate(capacity: pattern.count)
            copy.initialize(from: pattern, count: pattern.count)
            return copy
        }
        defer { for pointer in storage { pointer.deallocate() } }
        let pointers = storage.map { UnsafePointer<CChar>?($0) }
        let flags = [UInt32](repeating: UInt32(HS_FLAG_CASELESS), count: patterns.count)
        let ids = (0..<UInt32(patterns.count)).map { $0 }
        let lengths = patterns.map(\.count)
        var database: OpaquePointer?
        var problem: UnsafeMutablePointer<hs_compile_error_t>?
        guard
            hs_compile_lit_multi(
                pointers, flags, ids, lengths, UInt32(patterns.count), UInt32(HS_MODE_STREAM), nil, &database, &problem)
                == HS_SUCCESS
        else { throw WinnowError("benchmark", "Vectorscan refused the terms") }
        defer { hs_free_database(database) }
        var scratch: OpaquePointer?
        var stream: OpaquePointer?
        guard hs_alloc_scratch(database, &scratch) == HS_SUCCESS, hs_open_stream(database, 0, &stream) == HS_SUCCESS
        else { throw WinnowError("benchmark", "Vectorscan could not start") }
        defer { hs_free_scratch(scratch) }
        var count = 0
        return try Stopwatch.measure {
            try eachBlock { block in
                hs_scan_stream(
                    stream, block.bindMemory(to: CChar.self).baseAddress, UInt32(block.count), 0, scratch,
                    { _, _, _, _, context in
                        context?.assumingMemoryBound(to: Int.self).pointee += 1
                        return 0
                    }, &count)
            }
            hs_close_stream(stream, scratch, nil, nil)
        }
    }
}
