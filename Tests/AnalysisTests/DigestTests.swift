import Digests
import Model
import Testing

struct DigestTests {
    @Test func tripleDigestGivesTheKnownVectors() {
        let triple = TripleDigest()
        Array("abc".utf8).withUnsafeBytes { triple.update($0) }
        let abc = triple.finish()
        #expect(Hex.string(abc.md5) == "900150983cd24fb0d6963f7d28e17f72")
        #expect(Hex.string(abc.sha1) == "a9993e364706816aba3e25717850c26c9cd0d89d")
        #expect(Hex.string(abc.sha256) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        let empty = triple.finish()
        #expect(Hex.string(empty.md5) == "d41d8cd98f00b204e9800998ecf8427e")
    }

    @Test func aGroupGivesWhatEachContentGivesAlone() {
        let arena = (0..<50_000).map { UInt8(truncatingIfNeeded: ($0 &* 31) &+ ($0 >> 8)) }
        let ranges = [0..<0, 0..<1, 1..<40_000, 40_000..<50_000]
        let triple = TripleDigest()
        let group = arena.withUnsafeBytes { triple.group(ranges, in: $0) }
        for (range, digests) in zip(ranges, group) {
            let part = Array(arena[range])
            #expect(digests.md5 == RunningDigest.of(part, .md5))
            #expect(digests.sha1 == RunningDigest.of(part, .sha1))
            #expect(digests.sha256 == RunningDigest.of(part))
        }
    }

    @Test func resetForgetsTheContentSoFar() {
        let digest = RunningDigest(.sha256)
        Array("x".utf8).withUnsafeBytes { digest.update($0) }
        digest.reset()
        Array("abc".utf8).withUnsafeBytes { digest.update($0) }
        #expect(digest.finish() == RunningDigest.of("abc"))
    }
}
