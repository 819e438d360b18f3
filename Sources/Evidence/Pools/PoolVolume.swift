import Model

/// One volume of a pool, as the pool lists it.
package struct PoolVolume: Hashable, Sendable {
    /// Block of its superblock: what `icat -P apfs -B` takes.
    package var block: UInt64
    package var label: String
    package var isEncrypted: Bool
    /// Snapshots that it says it keeps; they are not read.
    package var snapshots: UInt64
    /// Blocks that it says it takes up.
    package var blocks: UInt64

    package init(block: UInt64, label: String, isEncrypted: Bool, snapshots: UInt64, blocks: UInt64) {
        self.block = block
        self.label = label
        self.isEncrypted = isEncrypted
        self.snapshots = snapshots
        self.blocks = blocks
    }

    /// The name of its file system in locators.
    package var fileSystem: String { PoolAddress(type: "apfs", block: block).text }
}
