import Digests
import Evidence
import Foundation
import Model

/// The machine's own limits on the very bytes of an image, one core, one MiB at a time.
struct MachineLimits {
    private let image: String
    /// Bytes of the medium.
    let size: Int
    /// About as large as what the arena's files are.
    private static let message = 64 << 10

    init(image: String) throws {
        self.image = image
        size = Int(try EvidenceImage(path: image).size)
    }

    private func eachBlock(_ body: (UnsafeRawBufferPointer) -> Void) throws {
        let opened = try EvidenceImage(path: image)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 4_096)
        defer { buffer.deallocate() }
        var offset: UInt64 = 0
        while offset < opened.size {
            let got = try opened.read(into: buffer, at: offset)
            guard got > 0 else { return }
            body(UnsafeRawBufferPointer(rebasing: buffer[..<got]))
            offset += UInt64(got)
        }
    }

    /// Reading, and inflating where the container is compressed.
    func reading() throws -> Stopwatch {
        try Stopwatch.measure { try eachBlock { _ in } }
    }

    /// Beyond the reading.
    func digests(inLanes: Bool) throws -> Stopwatch {
        let triple = TripleDigest()
        var all = Stopwatch(wall: 0, cpu: 0)
        try eachBlock { block in
            all += Stopwatch.measure {
                guard inLanes else { return triple.update(block) }
                let ranges = stride(from: 0, to: block.count, by: Self.message).map {
                    $0..<min($0 + Self.message, block.count)
                }
                _ = triple.group(ranges, in: block)
            }
        }
        return all
    }

    /// Vectorscan alone: the terms as caseless literals in UTF-8 and UTF-16LE, one stream, a callback that counts.
    func vectorscan(terms: [String]) throws -> Stopwatch {
        let alone = try VectorscanAlone(terms: terms)
        var all = Stopwatch(wall: 0, cpu: 0)
        try eachBlock { block in all += Stopwatch.measure { alone.scan(block) } }
        return all
    }
}
