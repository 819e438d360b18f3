import Model
import Scanning
import Testing

@Suite struct SpacePlanTests {
    @Test func stretchesThatTouchBecomeOne() {
        var plan = SpacePlan()
        for start in [0, 4_096, 8_192, 40_960] as [UInt64] {
            #expect(plan.add(Extent(offset: start, length: 4_096)).isEmpty)
        }
        #expect(
            plan.finish() == [
                SpaceExtents([Extent(offset: 0, length: 12_288), Extent(offset: 40_960, length: 4_096)])
            ])
    }

    @Test func aLongStretchIsCutAndBothSidesReadAcrossTheCut() {
        var plan = SpacePlan(limits: .init(bytes: 100, margin: 10))
        #expect(plan.add(Extent(offset: 1_000, length: 205)).isEmpty)
        #expect(
            plan.finish() == [
                SpaceExtents([Extent(offset: 1_000, length: 100)], after: 10),
                SpaceExtents([Extent(offset: 1_100, length: 100)], before: 10, after: 5),
                SpaceExtents([Extent(offset: 1_200, length: 5)], before: 10),
            ])
    }

    @Test func everyByteIsInOnePieceAndOnlyOne() {
        let seed = UInt64.random(in: 0..<1 << 32)
        var numbers = Numbers(state: seed)
        for _ in 0..<200 {
            var plan = SpacePlan(
                limits: .init(
                    bytes: .random(in: 1...60, using: &numbers), extents: .random(in: 1...5, using: &numbers), margin: 7
                ))
            var wanted: [UInt64] = []
            var pieces: [SpaceExtents] = []
            var offset: UInt64 = 0
            for _ in 0..<20 {
                offset += .random(in: 0...2, using: &numbers)
                let length = UInt64.random(in: 0...90, using: &numbers)
                pieces += plan.add(Extent(offset: offset, length: length))
                wanted += Array(offset..<offset + length)
                offset += length
            }
            pieces += plan.finish()
            let got = pieces.flatMap(\.extents).flatMap { Array($0.offset..<$0.end) }
            #expect(got == wanted, "seed \(seed)")
        }
    }
}
