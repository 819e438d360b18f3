/// Changes inputs at random, the same way for the same seed.
package struct Mutator {
    private var state: UInt64
    private static let interesting: [UInt8] = [0, 1, 0x7F, 0x80, 0xFF, 0x22, 0x2C, 0x0A, 0x5C, 0x7B]
    private static let longest = 1 << 16

    package init(seed: UInt64) { state = seed }

    /// SplitMix64.
    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    private mutating func below(_ end: Int) -> Int { end <= 0 ? 0 : Int(next() % UInt64(end)) }

    /// One input made from one of the seeds, now and then with a part of another.
    package mutating func input(from seeds: [[UInt8]]) -> [UInt8] {
        guard !seeds.isEmpty else { return [] }
        var bytes = seeds[below(seeds.count)]
        for _ in 0...below(6) { change(&bytes, seeds) }
        return Array(bytes.prefix(Self.longest))
    }

    private mutating func change(_ bytes: inout [UInt8], _ seeds: [[UInt8]]) {
        let place = below(bytes.count)
        let length = min(bytes.count - place, 1 + below(16))
        switch below(8) {
        case 0 where !bytes.isEmpty: bytes[place] ^= 1 << UInt8(below(8))
        case 1 where !bytes.isEmpty: bytes[place] = Self.interesting[below(Self.interesting.count)]
        case 2: bytes.removeSubrange(place..<place + length)
        case 3: bytes.insert(contentsOf: (0..<1 + below(8)).map { _ in UInt8(truncatingIfNeeded: next()) }, at: place)
        case 4: bytes.insert(contentsOf: bytes[place..<place + length], at: below(bytes.count + 1))
        case 5: bytes.removeSubrange(place...)
        case 6:
            // A number of up to eight bytes that is near a border.
            let value: UInt64 = [0, 1, 0x7FFF_FFFF, 0xFFFF_FFFF, .max, UInt64(bytes.count), 1 << 40][below(7)]
            for index in 0..<min(8, bytes.count - place) {
                bytes[place + index] = UInt8(truncatingIfNeeded: value >> UInt64(8 * index))
            }
        default:
            let other = seeds[below(seeds.count)]
            let start = below(other.count)
            bytes.replaceSubrange(place..<place + length, with: other[start..<min(other.count, start + 64)])
        }
    }
}
