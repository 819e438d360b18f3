/// Which volume of a pool a file system is, as a locator's file system names it: `apfs@107` is what
/// `icat -P apfs -B 107` opens.
package struct PoolAddress: Hashable, Sendable {
    package var type: String
    /// Block of the volume's superblock.
    package var block: UInt64

    package init(type: String, block: UInt64) {
        self.type = type
        self.block = block
    }

    /// Nil for a file system that is in no pool.
    package init?(fileSystem: String) {
        let parts = fileSystem.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, let block = UInt64(parts[1]) else { return nil }
        self.init(type: String(parts[0]), block: block)
    }

    package var text: String { "\(type)@\(block)" }
}
