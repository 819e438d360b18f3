import Model

/// The blocks of one volume: which of them some file accounts for, and where they lie on the medium. The volumes of a
/// pool share one.
final class BlockAccount {
    let volume: Volume
    let blockSize: UInt64
    /// Blocks that the medium really has, from the first on.
    let blockCount: UInt64
    var ledger: BlockLedger

    /// - Parameters:
    ///   - first: the lowest block number.
    ///   - count: blocks that the volume claims; those beyond its end are not there.
    init(volume: Volume, blockSize: UInt64, first: UInt64, count: UInt64) {
        self.volume = volume
        self.blockSize = max(1, blockSize)
        blockCount = min(count, volume.length / self.blockSize)
        ledger = BlockLedger(end: first.addingReportingOverflow(blockCount).partialValue)
    }

    func place(_ block: UInt64, _ count: UInt64) -> Extent {
        Extent(offset: volume.offset &+ block &* blockSize, length: count &* blockSize)
    }

    /// What lies behind the last block, up to the end of the volume.
    var tail: Extent? {
        let all = blockCount * blockSize
        return volume.length > all ? Extent(offset: volume.offset + all, length: volume.length - all) : nil
    }

    /// Bytes of the blocks that are neither a file's nor free.
    func structures(free: UInt64) -> UInt64 {
        let all = blockCount * blockSize
        let known = ledger.marked.addingReportingOverflow(free).partialValue.multipliedReportingOverflow(by: blockSize)
        return known.overflow ? 0 : all - min(all, known.partialValue)
    }
}
