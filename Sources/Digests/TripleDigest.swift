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
        let contents = ranges.map { UnsafeRawBufferPointer(rebasing: arena[$0.clamped(to: 0..<arena.count)]) }
        guard contents.count > 1 else {
            return contents.map { content in
                update(content)
                return finish()
            }
        }
        let md5s = DigestLanes.md5(contents) ?? Self.each(contents, md5)
        let sha1s = DigestLanes.sha1(contents) ?? Self.each(contents, sha1)
        let sha256s = DigestLanes.sha256(contents) ?? Self.each(contents, sha256)
        return contents.indices.map { ContentDigests(md5: md5s[$0], sha1: sha1s[$0], sha256: sha256s[$0]) }
    }

    private static func each(_ contents: [UnsafeRawBufferPointer], _ digest: RunningDigest) -> [[UInt8]] {
        contents.map { content in
            digest.update(content)
            return digest.finish()
        }
    }
}
