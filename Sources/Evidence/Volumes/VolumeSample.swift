import Model

/// What samples of a volume say of it where nothing in it is known.
enum VolumeSample {
    private static let sampleBytes = 64 << 10
    private static let samples: UInt64 = 32
    /// Less than this is too little to tell noise from anything else.
    private static let least: UInt64 = 256 << 10
    /// A blank volume is read whole; a larger one is left to the search of its bytes.
    private static let largestBlank: UInt64 = 1 << 30

    /// High entropy from end to end without any structure: encrypted, or wiped with random numbers.
    static func looksRandom(_ volume: Volume, in image: EvidenceImage) -> Bool {
        guard volume.length >= least else { return false }
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: sampleBytes, alignment: 64)
        defer { buffer.deallocate() }
        var all = ByteHistogram()
        let last = volume.length - UInt64(sampleBytes)
        let count = min(samples, volume.length / UInt64(sampleBytes))
        for index in 0..<count {
            let place = count == 1 ? 0 : (last / (count - 1) * index) & ~511
            guard (try? image.read(into: buffer, at: volume.offset + place)) == buffer.count else { return false }
            var one = ByteHistogram()
            one.add(UnsafeRawBufferPointer(buffer))
            // Thirty-two samples are asked, so that each is given more room than all of them together.
            guard one.chiSquare < 420 else { return false }
            all.add(UnsafeRawBufferPointer(buffer))
        }
        return all.looksRandom
    }

    /// Nothing but zeros, as of partitions that were reserved and never used.
    static func isBlank(_ volume: Volume, in image: EvidenceImage) -> Bool {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 64)
        defer { buffer.deallocate() }
        var stored: UInt64 = 0
        var blank = true
        image.stored(Extent(offset: volume.offset, length: volume.length)) { extent, isHole in
            guard !isHole, blank else { return }
            stored += extent.length
            guard stored <= largestBlank else { return blank = false }
            var offset = extent.offset
            while offset < extent.end, blank {
                let part = UnsafeMutableRawBufferPointer(
                    rebasing: buffer[..<Int(min(UInt64(buffer.count), extent.end - offset))])
                let got = (try? image.read(into: part, at: offset)) ?? 0
                blank = got > 0 && part[..<got].allSatisfy { $0 == 0 }
                offset += UInt64(got)
            }
        }
        return blank
    }
}
