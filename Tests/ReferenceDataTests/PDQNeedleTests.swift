import Foundation
import Model
import SampleImages
import Testing
import WinnowTesting

@testable import ReferenceData

/// Meta's own needles and haystack for the search of near values (ThreatExchange, pdq/data/misc-hashes).
@Suite(.enabled(if: Corpora.isPresent, "the public test data is not here")) struct PDQNeedleTests {
    private static func values(_ name: String) throws -> [[UInt8]] {
        let path = try #require(Corpora.folder) + "/hashsets/" + name
        return try String(contentsOfFile: path, encoding: .utf8).split(whereSeparator: \.isNewline).compactMap {
            Hex.bytes(String($0))
        }.filter { $0.count == 32 }
    }

    private static func distance(_ one: [UInt8], _ other: [UInt8]) -> Int {
        zip(one, other).reduce(0) { $0 + ($1.0 ^ $1.1).nonzeroBitCount }
    }

    /// Once as it is, which is gone through whole, and once with values beside it, for which tables are made.
    @Test(arguments: [0, 4]) func everyNeedleHasTheNeighbourThatComparingAllFinds(beside: Int) throws {
        var random = SeededNumbers(seed: 9)
        var hay = try Self.values("pdq-haystack.txt")
        let needles = try Self.values("pdq-needles.txt")
        try #require(hay.count > 1_000 && needles.count == 100)
        for value in hay where beside > 0 {
            for _ in 0..<beside {
                var other = value
                for _ in 0..<24 {
                    let bit = random.number(in: 0..<256)
                    other[bit / 8] ^= 1 << UInt8(bit % 8)
                }
                hay.append(other)
            }
        }
        try #require((hay.count > PDQIndex.least) == (beside > 0))
        let (_, set) = try CompiledSet.make(
            "pdq,quality\n" + hay.map { Hex.string($0) + ",100\n" }.joined(), name: "hay.csv")
        var found = 0
        // The needles, and values of the haystack's own changed by ever more bits.
        let asked =
            needles
            + hay.prefix(400).enumerated().map { index, value in
                var other = value
                for bit in 0..<index % 40 { other[(bit * 7) % 32] ^= 1 << UInt8(bit % 8) }
                return other
            }
        for needle in asked {
            let least = try #require(hay.map { Self.distance($0, needle) }.min())
            let match = set.nearest(pdq: needle)
            #expect(match?.distance == (least <= PDQIndex.greatestDistance ? least : nil), "\(Hex.string(needle))")
            if let match {
                found += 1
                #expect(Self.distance(match.value, needle) == match.distance)
            }
        }
        print("\(asked.count) values against \(hay.count): \(found) have a near one")
        #expect(found > 300)
    }
}
