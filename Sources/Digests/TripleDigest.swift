/// MD5, SHA-1 and SHA-256 of one content, raw bytes.
package struct ContentDigests: Hashable, Sendable {
    package var md5: [UInt8]
    package var sha1: [UInt8]
    package var sha256: [UInt8]
}

/// The three digests of one content after the other, in one pass over each chunk.
package final class TripleDigest {
    private let md5 = RunningDigest(.md5)
    private let sha1 = RunningDigest(.sha1)
    private let sha256 = RunningDigest(.sha256)
    /// A piece that stays in the first-level caches while all three read it.
    private static let piece = 16 << 10

    package init() {}

    package func update(_ bytes: UnsafeRawBufferPointer) {
        var start = 0
        while start < bytes.count {
            let end = min(start + Self.piece, bytes.count)
            let part = UnsafeRawBufferPointer(rebasing: bytes[start..<end])
            md5.update(part)
            sha1.update(part)
            sha256.update(part)
            start = end
        }
    }

    /// Ends this content and makes ready for the next.
    package func finish() -> ContentDigests {
        ContentDigests(md5: md5.finish(), sha1: sha1.finish(), sha256: sha256.finish())
    }

    /// Forgets what came since the last `finish`.
    package func reset() {
        md5.reset()
        sha1.reset()
        sha256.reset()
    }

    /// The digests of many contents lying in one arena, in the order of `ranges`; ranges are cut to the arena.
    package func group(_ ranges: [Range<Int>], in arena: UnsafeRawBufferPointer) -> [ContentDigests] {
        ranges.map { range in
            update(UnsafeRawBufferPointer(rebasing: arena[range.clamped(to: 0..<arena.count)]))
            return finish()
        }
    }
}
