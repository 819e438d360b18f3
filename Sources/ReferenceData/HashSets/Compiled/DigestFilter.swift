/// A blocked Bloom filter in front of the digests: a miss costs one cache line.
///
/// Eight words of 32 bits a block, one bit set in each, as in the Parquet format's split block filter (Apache Parquet,
/// BloomFilter.md). The block comes from the leading 64 bits, so that sorted digests write their filter from
/// front to back and making it needs no memory; the bits inside come from the next 32. Digests are hashes already.
enum DigestFilter {
    static let blockBytes = 32
    /// About one miss in 200 passes.
    static let bitsEach = 12

    private static let salts: SIMD8<UInt32> = [
        0x47b6_137b, 0x4497_4d91, 0x8824_ad5b, 0xa2b7_289d, 0x7054_95c7, 0x2df1_424b, 0x9efc_4947, 0x5c6b_fb31,
    ]

    static func blocks(entries: Int) -> Int { max(1, (entries * bitsEach + 255) / 256) }

    /// - Parameters:
    ///   - head: the digest's first 64 bits as a big-endian number.
    ///   - key: the 32 bits that follow.
    static func block(_ head: UInt64, of blocks: Int) -> Int {
        Int(truncatingIfNeeded: head.multipliedFullWidth(by: UInt64(truncatingIfNeeded: blocks)).high)
    }

    static func mask(_ key: UInt32) -> SIMD8<UInt32> {
        SIMD8(repeating: 1) &<< ((salts &* SIMD8(repeating: key)) &>> SIMD8(repeating: 27))
    }

    /// Whether all bits of the mask are set in a block.
    static func contains(_ block: UnsafeRawPointer, _ key: UInt32) -> Bool {
        let mask = mask(key)
        return (block.loadUnaligned(as: SIMD8<UInt32>.self) & mask) == mask
    }
}
