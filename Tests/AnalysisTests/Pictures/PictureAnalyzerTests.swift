import Foundation
import Model
import ReferenceData
import SampleImages
import Testing
import WinnowTesting

@testable import Analysis

struct PictureAnalyzerTests {
    private static func item(_ size: Int) -> ScanItem { KeywordHarness.item(size) }

    private static func sets(
        _ values: [[UInt8]], _ kind: HashSetKind = .contraband, distance: Int = 31
    ) throws -> [(version: ReferenceVersion, file: HashSetFile)] {
        var options = HashSetImport.Options()
        options.longDigitsArePDQ = true
        options.pdqDistance = distance
        let (imported, file) = try CompiledSet.make(
            "hash,category\n" + values.map { Hex.string($0) + ",2" }.joined(separator: "\n"), options)
        let version = ReferenceVersion(
            kind: .hashset, name: "similar", digest: imported.digest, setKind: kind, entries: values.count)
        return [(version, file)]
    }

    /// Whole, in pieces, and as one of a group.
    private static func reports(_ content: Data, _ sets: [(version: ReferenceVersion, file: HashSetFile)]) throws
        -> [ItemReport]
    {
        let pipeline = try Pipeline(lists: [], hashSets: sets)
        let item = item(content.count)
        return content.withUnsafeBytes { bytes in
            [bytes.count, 1_000].map { size in
                pipeline.begin(item)
                for start in stride(from: 0, to: bytes.count, by: max(1, size)) {
                    let piece = bytes[start..<min(start + size, bytes.count)]
                    pipeline.consume(UnsafeRawBufferPointer(rebasing: piece), at: UInt64(start))
                }
                return pipeline.end(item, complete: true)
            } + pipeline.analyze(ArenaGroup(items: [item], ranges: [0..<bytes.count], base: bytes))
        }
    }

    @Test func picturesAreHashedOnlyWhereASetAsks() throws {
        let picture = Picture(seed: 5).png
        let (version, file) = (
            ReferenceVersion(kind: .hashset, name: "m", digest: "d", setKind: .contraband, entries: 1),
            try CompiledSet.make("900150983cd24fb0d6963f7d28e17f72").file
        )
        for report in try Self.reports(picture, [(version, file)]) { #expect(report.picture == nil) }
        for report in try Self.reports(picture, Self.sets([[UInt8](repeating: 5, count: 32)])) {
            #expect(report.picture?.quality ?? 0 >= 50 && report.hits.isEmpty)
        }
    }

    @Test func likenessIsSaidWithItsDistanceAndNeverAsIdentity() throws {
        let picture = Picture(seed: 5).png
        var value = try #require(Self.reports(picture, Self.sets([[UInt8](repeating: 5, count: 32)]))[0].picture).value
        value[3] ^= 0x0F
        value[30] ^= 0x01
        for report in try Self.reports(picture, Self.sets([value])) {
            let hit = try #require(report.hits.first)
            #expect(report.hits.count == 1 && hit.analyzer == "picture" && hit.listKind == "contraband")
            #expect(hit.term == "pdq:" + Hex.string(value) && hit.category == "2")
            #expect(hit.context?.hasPrefix("visually similar: 5 of 256 bits differ, quality ") == true)
        }
        for report in try Self.reports(picture, Self.sets([value], distance: 4)) { #expect(report.hits.isEmpty) }
        for report in try Self.reports(picture, Self.sets([value], .knownGood)) {
            #expect(report.hits.isEmpty && report.picture == nil)
        }
    }

    /// Sizes that no memory holds, files that end anywhere, any byte changed: a note at most.
    @Test func hostilePicturesAreNotes() throws {
        let seed = UInt64.random(in: 0 ... .max)
        var random = SeededNumbers(seed: seed)
        let good = [UInt8](Picture(seed: 5).png)
        let sets = try Self.sets([[UInt8](repeating: 5, count: 32)])
        var huge = good
        huge.replaceSubrange(16..<24, with: [0x7F, 0xFF, 0xFF, 0xFF, 0x7F, 0xFF, 0xFF, 0xFF])
        var variants = [
            huge, Array(good.prefix(33)), [0xFF, 0xD8, 0xFF],
            [0xFF, 0xD8, 0xFF, 0xC0, 0, 17, 8, 0xFF, 0xFF, 0xFF, 0xFF, 3],
        ]
        for _ in 0..<300 {
            var changed = good
            changed[random.number(in: 0..<good.count)] = UInt8(random.number(in: 0..<256))
            variants.append(changed)
            variants.append(Array(good.prefix(random.number(in: 0..<good.count))))
        }
        for variant in variants {
            let reports = try Self.reports(Data(variant), sets)
            #expect(reports.allSatisfy { $0.hits.isEmpty && $0.notes.count <= 1 }, "seed \(seed)")
            #expect(Set(reports.map(\.picture)).count == 1, "seed \(seed)")
        }
        let notes = try Self.reports(Data(huge), sets).flatMap(\.notes).map(\.code)
        #expect(Set(notes).isSubset(of: ["picture-damaged", "picture-too-large"]) && notes.count == 3)
    }
}
