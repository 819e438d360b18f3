/// How often each byte value occurs, and whether that is as even as in random numbers.
package struct ByteHistogram: Sendable {
    private var counts = [UInt32](repeating: 0, count: 256)
    package private(set) var total: UInt64 = 0

    package init() {}

    package mutating func add(_ bytes: UnsafeRawBufferPointer) {
        counts.withUnsafeMutableBufferPointer { counts in
            for byte in bytes { counts[Int(byte)] &+= 1 }
        }
        total += UInt64(bytes.count)
    }

    package mutating func reset() {
        for index in counts.indices { counts[index] = 0 }
        total = 0
    }

    /// Pearson's chi-square against the even distribution, with 255 degrees of freedom.
    package var chiSquare: Double {
        guard total > 0 else { return .infinity }
        let expected = Double(total) / 256
        return counts.reduce(0) { $0 + (Double($1) - expected) * (Double($1) - expected) / expected }
    }

    /// True of about all random or encrypted data and false of nearly all other, compressed data too; meaningful from
    /// some 64 KiB on. Of random samples one in 100,000 lies outside on each side.
    package var looksRandom: Bool { (165.0...360.0).contains(chiSquare) }
}
