import Digests
import Foundation
import Testing

/// Lanes must be libcrypto's digests, whatever lengths come together and wherever they lie.
@Suite struct DigestLanesTests {
    private func check(_ contents: [UnsafeRawBufferPointer], _ note: Comment) {
        func plain(_ algorithm: DigestAlgorithm) -> [[UInt8]] {
            let digest = RunningDigest(algorithm)
            return contents.map { content in
                digest.update(content)
                return digest.finish()
            }
        }
        for vectors in DigestLanes.Vectors.allCases where vectors.isHere {
            #expect(DigestLanes.md5(contents, by: vectors) == plain(.md5), note)
        }
        if let sha1 = DigestLanes.sha1(contents) { #expect(sha1 == plain(.sha1), note) }
        if let sha256 = DigestLanes.sha256(contents) { #expect(sha256 == plain(.sha256), note) }
    }

    @Test func randomLengthsAndGroupings() {
        let seed = UInt64.random(in: 0...UInt64.max)
        var dice = Dice(seed: seed)
        let arena = UnsafeMutableRawBufferPointer.allocate(byteCount: 3 << 20, alignment: 64)
        defer { arena.deallocate() }
        for index in stride(from: 0, to: arena.count, by: 8) {
            arena.storeBytes(of: dice.next(), toByteOffset: index, as: UInt64.self)
        }
        for round in 0..<40 {
            let most = [1, 60, 300, 5_000, 200_000][Int.random(in: 0..<5, using: &dice)]
            let contents = (0..<Int.random(in: 0...70, using: &dice)).map { _ in
                let length = Int.random(in: 0...most, using: &dice)
                let start = Int.random(in: 0...(arena.count - length), using: &dice)
                return UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(arena)[start..<(start + length)])
            }
            check(contents, "seed \(seed), round \(round)")
        }
    }

    /// Each length around the borders of blocks and padding, alone and beside others.
    @Test func everyShortLength() {
        let bytes = (0..<300).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        bytes.withUnsafeBytes { bytes in
            let all = (0...300).map { UnsafeRawBufferPointer(rebasing: bytes[..<$0]) }
            check(all, "all lengths together")
            for content in all { check([content], "\(content.count) bytes alone") }
        }
    }

    /// The page behind the content cannot be read: who reads beyond its end dies here.
    @Test func nothingBeyondTheEndIsRead() throws {
        let page = 4_096
        let base = try #require(mmap(nil, 3 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | Int32(0x20), -1, 0))
        try #require(base != MAP_FAILED)
        defer { munmap(base, 3 * page) }
        try #require(mprotect(base + 2 * page, page, PROT_NONE) == 0)
        let bytes = UnsafeRawBufferPointer(start: base, count: 2 * page)
        for length in (0...200).map({ $0 }) + [4_095, 4_096, 4_097, 8_192] {
            let content = UnsafeRawBufferPointer(rebasing: bytes.suffix(length))
            check([content, content, content], "\(length) bytes at the end of a page")
        }
    }

    @Test func aGroupOfTheArenaHasTheDigestsOfItsFiles() {
        let arena = (0..<70_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let ranges = [0..<0, 0..<1, 64..<50_000, 50_048..<69_999, 69_990..<70_100]
        arena.withUnsafeBytes { arena in
            let found = TripleDigest().group(ranges, in: arena)
            let plain = ranges.map { range in
                let triple = TripleDigest()
                triple.update(UnsafeRawBufferPointer(rebasing: arena[range.clamped(to: 0..<arena.count)]))
                return triple.finish()
            }
            #expect(found == plain)
        }
    }
}

/// SplitMix64 by Sebastiano Vigna: a seed tells all that follows.
private struct Dice: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
