import Evidence
import SampleImages
import Testing

@Suite struct BlockLedgerTests {
    @Test func everyBlockIsCountedOnceInWhateverOrderRunsCome() {
        let seed = UInt64.random(in: 0..<1 << 32)
        var numbers = SeededNumbers(seed: seed)
        for _ in 0..<40 {
            let end = UInt64.random(in: 1...200_000, using: &numbers)
            var ledger = BlockLedger(end: end)
            var naive = Set<UInt64>()
            for _ in 0..<60 {
                let start = UInt64.random(in: 0...(end + 100), using: &numbers)
                let count = UInt64.random(in: 0...70_000, using: &numbers)
                let before = naive.count
                if start < end { for block in start..<min(end, start + count) { naive.insert(block) } }
                #expect(ledger.mark(start, count) == UInt64(naive.count - before), "seed \(seed)")
            }
            #expect(ledger.marked == UInt64(naive.count), "seed \(seed)")
            for _ in 0..<200 {
                let block = UInt64.random(in: 0..<end, using: &numbers)
                #expect(ledger.contains(block) == naive.contains(block), "seed \(seed)")
            }
        }
    }

    @Test func claimsBeyondTheEndAndOfAllNumbersDoNotTrap() {
        var ledger = BlockLedger(end: 1_000)
        #expect(ledger.mark(.max, .max) == 0)
        #expect(ledger.mark(999, .max) == 1)
        #expect(ledger.mark(0, .max) == 999)
        #expect(!ledger.contains(1_000))
    }
}

@Suite struct VolumeTilingTests {
    private func part(_ offset: UInt64, _ length: UInt64, _ kind: Volume.Kind = .partition) -> Volume {
        Volume(index: 0, offset: offset, length: length, description: "", kind: kind)
    }

    private func spans(_ parts: [Volume], size: UInt64) -> [String] {
        EvidenceImage.tiled(parts, size: size).map { "\($0.kind.rawValue) \($0.offset)+\($0.length)" }
    }

    @Test func holesAreFilledAndTheEndIsReached() {
        #expect(
            spans([part(0, 10, .table), part(20, 30)], size: 100)
                == ["table 0+10", "gap 10+10", "partition 20+30", "gap 50+50"])
    }

    @Test func partitionsGoBeforeTheTableThatWrapsThem() {
        #expect(
            spans([part(10, 90, .table), part(20, 30), part(60, 20)], size: 100)
                == [
                    "gap 0+10", "table 10+10", "partition 20+30", "table 50+10", "partition 60+20", "table 80+20",
                ])
    }

    @Test func whatAHostileTableClaimsIsCutToTheMedium() {
        let seed = UInt64.random(in: 0..<1 << 32)
        var numbers = SeededNumbers(seed: seed)
        for _ in 0..<500 {
            let size = UInt64.random(in: 1...1_000, using: &numbers)
            let parts = (0..<Int.random(in: 0...8, using: &numbers)).map { _ in
                part(
                    Bool.random(using: &numbers) ? .random(in: 0...1_200, using: &numbers) : .max - 5,
                    Bool.random(using: &numbers) ? .random(in: 0...600, using: &numbers) : .max,
                    [Volume.Kind.partition, .gap, .table].randomElement(using: &numbers) ?? .gap)
            }
            let tiles = EvidenceImage.tiled(parts, size: size)
            var end: UInt64 = 0
            for tile in tiles {
                #expect(tile.offset == end, "seed \(seed)")
                end += tile.length
            }
            #expect(end == size, "seed \(seed)")
        }
    }
}
