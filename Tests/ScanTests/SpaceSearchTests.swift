import Analysis
import Model
import ReferenceData
import Scanning
import Testing

/// A term wherever it lies in space that was cut into pieces is found once.
@Suite struct SpaceSearchTests {
    @Test func noCutHidesATermAndNoneDoublesIt() throws {
        let seed = UInt64.random(in: 0..<1 << 32)
        var numbers = Numbers(state: seed)
        let list = try KeywordList.parse(name: "terms", content: Array("gantry\n".utf8), file: "terms")
        let pipeline = try Pipeline(contentMatcher: KeywordMatcher(lists: [list]))
        for round in 0..<300 {
            var medium = [UInt8](repeating: UInt8(ascii: "."), count: 2_000)
            var wanted: Set<UInt64> = []
            var place = Int.random(in: 0...50, using: &numbers)
            while place + 40 < medium.count {
                medium.replaceSubrange(place..<place + 6, with: Array("gantry".utf8))
                wanted.insert(UInt64(place))
                place += .random(in: 6...120, using: &numbers)
            }
            var plan = SpacePlan(limits: .init(bytes: .random(in: 20...500, using: &numbers), margin: 64))
            let pieces = plan.add(Extent(offset: 0, length: UInt64(medium.count))) + plan.finish()
            var found: [UInt64] = []
            for piece in pieces { found += Self.search(piece, in: medium, pipeline) }
            #expect(found.sorted() == wanted.sorted(), "seed \(seed), round \(round)")
        }
    }

    @Test func nothingMatchesAcrossAGap() throws {
        let list = try KeywordList.parse(name: "terms", content: Array("gantry\n".utf8), file: "terms")
        let pipeline = try Pipeline(contentMatcher: KeywordMatcher(lists: [list]))
        let medium = Array("gan----try".utf8)
        let apart = SpaceExtents([Extent(offset: 0, length: 3), Extent(offset: 7, length: 3)])
        #expect(Self.search(apart, in: medium, pipeline).isEmpty)
    }

    private static func search(_ piece: SpaceExtents, in medium: [UInt8], _ pipeline: Pipeline) -> [UInt64] {
        guard let first = piece.extents.first, let last = piece.extents.last else { return [] }
        let item = ScanItem(
            locator: Locator(volumeOffset: 0, fileSystem: "", metaAddress: 0, path: RawPath("x"), state: .unallocated),
            kind: .virtual, size: piece.length, window: first.offset..<last.end)
        pipeline.begin(item)
        medium.withUnsafeBytes { bytes in
            for (index, extent) in piece.extents.enumerated() {
                let start = index == 0 ? extent.offset - piece.before : extent.offset
                let end = index == piece.extents.count - 1 ? extent.end + piece.after : extent.end
                pipeline.consume(UnsafeRawBufferPointer(rebasing: bytes[Int(start)..<Int(end)]), at: start)
            }
        }
        return pipeline.end(item, complete: true).hits.compactMap(\.locator.byteOffset)
    }
}
