import Model

extension HashSetFile {
    /// All entries of one kind in their order, for a set that is made from this one. The digest is valid in `body` only.
    func forEach(
        _ kind: EntryKind, _ body: (UnsafeRawBufferPointer, Int) throws(WinnowError) -> Void
    ) throws(WinnowError) {
        let section = layout.sections[kind.rawValue]
        guard section.count > 0, let start = base.baseAddress else { return }
        let digest = UnsafeMutableRawBufferPointer.allocate(byteCount: kind.length, alignment: 8)
        defer { digest.deallocate() }
        let dropped = section.droppedBytes
        let stride = kind.length - dropped
        let buckets = kind == .pdq ? 1 : 1 << section.indexBits
        for bucket in 0..<buckets {
            let range =
                kind == .pdq
                ? 0..<section.count
                : clamped(
                    word(section.index + bucket * 4), word(section.index + bucket * 4 + 4), to: section.count)
            for byte in 0..<dropped {
                digest[byte] = UInt8(truncatingIfNeeded: bucket >> (section.indexBits - 8 * (byte + 1)))
            }
            for place in range {
                digest.baseAddress?.advanced(by: dropped)
                    .copyMemory(from: start + section.entries + place * stride, byteCount: stride)
                try body(UnsafeRawBufferPointer(digest), mark(section, place))
            }
        }
    }

    private func clamped(_ low: UInt32, _ high: UInt32, to count: Int) -> Range<Int> {
        let low = min(Int(low), count)
        return low..<max(low, min(Int(high), count))
    }
}
