/// Which blocks of a volume some file accounts for: a bitmap in pages, so that memory follows the number of fragments
/// and not the size of the volume. A page that is full is a mark of one word.
package struct BlockLedger {
    private static let pageBlocks: UInt64 = 1 << 15

    private enum Page {
        case full
        case partial([UInt64])
    }

    private var pages: [UInt64: Page] = [:]
    package private(set) var marked: UInt64 = 0
    /// Blocks from here on do not exist.
    package let end: UInt64

    package init(end: UInt64) { self.end = end }

    package func contains(_ block: UInt64) -> Bool {
        switch pages[block / Self.pageBlocks] {
        case nil: return false
        case .full: return true
        case .partial(let words):
            let bit = block % Self.pageBlocks
            return words[Int(bit / 64)] & (1 << (bit % 64)) != 0
        }
    }

    /// Marks a run and says how many of its blocks were not marked before. Blocks beyond the end are left out.
    package mutating func mark(_ start: UInt64, _ count: UInt64) -> UInt64 {
        guard start < end else { return 0 }
        var block = start
        let last = start + min(count, end - start)
        var fresh: UInt64 = 0
        while block < last {
            let number = block / Self.pageBlocks
            let pageEnd = min(last, (number + 1) * Self.pageBlocks)
            fresh += markInPage(number, from: block % Self.pageBlocks, to: (pageEnd - 1) % Self.pageBlocks + 1)
            block = pageEnd
        }
        marked += fresh
        return fresh
    }

    /// Gives the stretches (first block, blocks) of a run that are not marked, in order; some may touch.
    package func unmarked(_ start: UInt64, _ count: UInt64, _ body: (UInt64, UInt64) -> Void) {
        guard start < end else { return }
        var block = start
        let last = start + min(count, end - start)
        while block < last {
            let pageEnd = min(last, (block / Self.pageBlocks + 1) * Self.pageBlocks)
            switch pages[block / Self.pageBlocks] {
            case .full: break
            case nil: body(block, pageEnd - block)
            case .partial:
                for single in block..<pageEnd where !contains(single) { body(single, 1) }
            }
            block = pageEnd
        }
    }

    private mutating func markInPage(_ number: UInt64, from: UInt64, to: UInt64) -> UInt64 {
        var words: [UInt64]
        switch pages.removeValue(forKey: number) {
        case .full:
            pages[number] = .full
            return 0
        case .partial(let kept): words = kept
        case nil:
            if from == 0, to == Self.pageBlocks {
                pages[number] = .full
                return to
            }
            words = [UInt64](repeating: 0, count: Int(Self.pageBlocks / 64))
        }
        var fresh: UInt64 = 0
        var bit = from
        while bit < to {
            let index = Int(bit / 64)
            let low = bit % 64
            let high = min(64, low + (to - bit))
            let mask = (high == 64 ? ~UInt64(0) : (1 << high) - 1) & ~((1 << low) - 1)
            fresh += UInt64((mask & ~words[index]).nonzeroBitCount)
            words[index] |= mask
            bit += high - low
        }
        pages[number] = words.allSatisfy { $0 == ~0 } ? .full : .partial(words)
        return fresh
    }
}
