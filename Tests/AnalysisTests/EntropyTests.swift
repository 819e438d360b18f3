import Model
import Testing

@testable import Analysis

/// Encrypted containers have no header: they are told by what they lack.
@Suite struct EntropyTests {
    private static func random(_ count: Int, seed: UInt64) -> [UInt8] {
        var state = seed
        return (0..<count / 8).flatMap { _ in
            // SplitMix64.
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return withUnsafeBytes(of: z ^ (z >> 31)) { Array($0) }
        }
    }

    /// Terms found when the content comes in one piece of a group, and in chunks.
    private func found(_ bytes: [UInt8], type: String = "", size: Int? = nil) -> [[String]] {
        let analyzer = EntropyAnalyzer()
        let item = KeywordHarness.item(size ?? bytes.count)
        return bytes.withUnsafeBytes { all in
            var grouped = [ItemReport()]
            grouped[0].type = type
            analyzer.analyze(ArenaGroup(items: [item], ranges: [0..<bytes.count], base: all), into: &grouped)
            var streamed = ItemReport()
            streamed.type = type
            analyzer.begin(item)
            for start in stride(from: 0, to: bytes.count, by: 50_000) {
                analyzer.consume(
                    UnsafeRawBufferPointer(rebasing: all[start..<min(start + 50_000, all.count)]), at: UInt64(start))
            }
            analyzer.end(item, complete: true, into: &streamed)
            return [grouped[0].hits.map(\.term), streamed.hits.map(\.term)]
        }
    }

    @Test(arguments: [256 << 10, 299_008, 1 << 20, 5 << 20]) func noiseInWholeSectorsIsFound(_ size: Int) {
        let seed = UInt64.random(in: 0...UInt64.max)
        for terms in found(Self.random(size, seed: seed)) {
            #expect(terms == ["high entropy without structure"], "seed \(seed)")
        }
    }

    @Test func whatHasAFormatOrAnOddSizeOrStructureIsNot() {
        let noise = Self.random(1 << 20, seed: 7)
        #expect(found(noise, type: "application/zip").joined().isEmpty)
        #expect(found(noise + Array("tail".utf8)).joined().isEmpty)
        #expect(found(Array(noise.prefix(128 << 10))).joined().isEmpty)
        // A header with numbers in it.
        var headed = noise
        headed.replaceSubrange(0..<32, with: [UInt8](repeating: 0, count: 32))
        #expect(found(headed).joined().isEmpty)
        // Text in the middle.
        var mixed = Self.random(4 << 20, seed: 8)
        mixed.replaceSubrange(
            (2 << 20)..<(2 << 20) + (64 << 10), with: repeatElement(UInt8(ascii: "a"), count: 64 << 10))
        #expect(found(mixed).joined().isEmpty)
        // Slightly uneven, as compressed data are.
        let uneven = Self.random(1 << 20, seed: 9).map { $0 == 0xFF ? UInt8(0x7F) : $0 }
        #expect(found(uneven).joined().isEmpty)
        // Not read to its end.
        #expect(found(noise, size: 2 << 20)[0].isEmpty)
    }
}
