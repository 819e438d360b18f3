/// Blocks of a file by their number, the least recently used of which make room for others; pure.
struct BlockCache {
    enum Place {
        case absent
        /// Somebody is fetching it.
        case coming
        case here([UInt8])
    }

    private struct Block {
        var bytes: [UInt8]
        var used: UInt64
    }

    private let most: Int
    private var blocks: [UInt64: Block] = [:]
    private var coming: Set<UInt64> = []
    private var clock: UInt64 = 0

    /// - Parameter most: how many blocks are kept.
    init(most: Int) { self.most = max(1, most) }

    mutating func place(of number: UInt64) -> Place {
        if let block = blocks[number] {
            clock += 1
            blocks[number]?.used = clock
            return .here(block.bytes)
        }
        return coming.contains(number) ? .coming : .absent
    }

    func isAbsent(_ number: UInt64) -> Bool { blocks[number] == nil && !coming.contains(number) }

    /// Says that the caller fetches it.
    mutating func claim(_ number: UInt64) { coming.insert(number) }

    mutating func put(_ number: UInt64, _ bytes: [UInt8]) {
        coming.remove(number)
        clock += 1
        if blocks.count >= most, blocks[number] == nil,
            let oldest = blocks.min(by: { $0.value.used < $1.value.used })?.key
        {
            blocks[oldest] = nil
        }
        blocks[number] = Block(bytes: bytes, used: clock)
    }

    /// It did not come: somebody else may try.
    mutating func giveUp(_ number: UInt64) { coming.remove(number) }
}
