import Foundation

/// SplitMix64: the same seed gives the same numbers everywhere.
///
/// https://prng.di.unimi.it/splitmix64.c
package struct SeededNumbers: RandomNumberGenerator, Sendable {
    private var state: UInt64

    package init(seed: UInt64) { state = seed }

    package mutating func next() -> UInt64 {
        defer { state &+= 0x9E37_79B9_7F4A_7C15 }
        return Self.mix(state &+ 0x9E37_79B9_7F4A_7C15)
    }

    package static func mix(_ value: UInt64) -> UInt64 {
        var mixed = value
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// Swift's own `Int.random` may change its method; this one is ours.
    package mutating func number(in range: Range<Int>) -> Int {
        range.lowerBound + Int(next() % UInt64(max(1, range.count)))
    }

    package mutating func pick<Element>(_ choices: [Element]) -> Element {
        choices[number(in: 0..<choices.count)]
    }

    /// Noise, eight bytes at a time.
    package mutating func noise(_ count: Int) -> Data {
        var data = Data(count: (count + 7) / 8 * 8)
        data.withUnsafeMutableBytes { bytes in
            for offset in stride(from: 0, to: bytes.count, by: 8) {
                bytes.storeBytes(of: next().littleEndian, toByteOffset: offset, as: UInt64.self)
            }
        }
        return data.prefix(count)
    }

    /// A GUID in its usual form, with the bits of version 4.
    mutating func guid() -> String {
        let high = next() & 0xFFFF_FFFF_FFFF_0FFF | 0x4000
        let low = next() & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
        let digits = Array((Self.hex(high) + Self.hex(low)).uppercased())
        return [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { String(digits[$0]) }.joined(separator: "-")
    }

    private static func hex(_ value: UInt64) -> String {
        let text = String(value, radix: 16)
        return String(repeating: "0", count: 16 - text.count) + text
    }
}
