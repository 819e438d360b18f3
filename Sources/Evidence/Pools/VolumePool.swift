import CSleuthKit
import Model

/// A pool of volumes that share one range of blocks: an APFS container. For one thread.
package final class VolumePool {
    package let volumes: [PoolVolume]
    let handle: OpaquePointer
    let account: BlockAccount
    // The image's handle must outlive the pool's.
    private let image: EvidenceImage

    /// Nil where libtsk finds no pool.
    init?(image: EvidenceImage, volume: Volume) {
        guard let handle = csk_pool_open(image.handle, volume.offset) else { return nil }
        self.handle = handle
        self.image = image
        let account = BlockAccount(
            volume: volume, blockSize: csk_pool_block_size(handle), first: 0, count: csk_pool_block_count(handle))
        self.account = account
        final class Collector { var found: [(block: UInt64, name: String, encrypted: Bool)] = [] }
        let collector = Collector()
        csk_pool_members(handle, Unmanaged.passUnretained(collector).toOpaque()) { context, member in
            guard let context, let member = member?.pointee else { return }
            Unmanaged<Collector>.fromOpaque(context).takeUnretainedValue().found.append(
                (member.block, String(cString: member.name), member.encrypted))
        }
        volumes = collector.found.map { found in
            let superblock = account.place(found.block, 1)
            return PoolVolume(
                block: found.block, label: found.name, isEncrypted: found.encrypted,
                snapshots: image.number(at: superblock.offset &+ APFSSuperblock.snapshots) ?? 0,
                blocks: image.number(at: superblock.offset &+ APFSSuperblock.allocatedBlocks) ?? 0)
        }
    }

    deinit { csk_pool_close(handle) }

    /// - Throws: `volume-encrypted`, `no-file-system`.
    package func openFileSystem(_ volume: PoolVolume) throws(WinnowError) -> FileSystem {
        guard !volume.isEncrypted else {
            throw WinnowError(
                "volume-encrypted", "the APFS volume \(volume.label) at byte \(account.volume.offset) is encrypted",
                remedy: "it needs its key: send the device to the DFU")
        }
        guard let member = csk_pool_image(handle, volume.block) else { throw unreadable(volume) }
        let owned = PoolMemberImage(handle: member, pool: self)
        guard let fileSystem = csk_pool_file_system_open(member, account.volume.offset) else {
            throw unreadable(volume)
        }
        return FileSystem(
            handle: fileSystem, image: image, member: owned, name: volume.fileSystem, account: account)
    }

    /// Opens the volume that a locator names.
    package func openFileSystem(named name: String) throws(WinnowError) -> FileSystem {
        guard let volume = volumes.first(where: { $0.fileSystem == name }) else {
            throw WinnowError(
                "volume-gone", "the pool at byte \(account.volume.offset) has no volume \(name)",
                remedy: "survey the image again")
        }
        return try openFileSystem(volume)
    }

    /// The pool's bytes that no file accounts for, after all its volumes were walked; as of a file system.
    package func remainder(free: (Extent) -> Void) -> [CoverageRow] {
        final class Collector { var runs: [(UInt64, UInt64)] = [] }
        let collector = Collector()
        let walked = csk_pool_free(handle, Unmanaged.passUnretained(collector).toOpaque()) { context, block, blocks in
            guard let context else { return }
            Unmanaged<Collector>.fromOpaque(context).takeUnretainedValue().runs.append((block, blocks))
        }
        var count: UInt64 = 0
        var next: UInt64 = 0
        for (block, blocks) in collector.runs.sorted(by: { $0.0 < $1.0 }) {
            let end = block.addingReportingOverflow(blocks)
            // A damaged bitmap may count a block twice.
            let first = max(block, next)
            guard !end.overflow, first < end.partialValue else { continue }
            next = end.partialValue
            account.ledger.unmarked(first, end.partialValue - first) { start, length in
                count += length
                free(account.place(start, length))
            }
        }
        var rest = account.structures(free: count)
        var rows: [CoverageRow] = []
        // What an encrypted volume takes up is told by its own superblock alone.
        for volume in volumes where volume.isEncrypted {
            let claimed = volume.blocks.multipliedReportingOverflow(by: account.blockSize)
            let bytes = claimed.overflow ? rest : min(rest, claimed.partialValue)
            rows.append(CoverageRow(.encrypted, "apfs-encrypted", bytes: bytes))
            rest -= bytes
        }
        rows.append(CoverageRow(.skipped, walked >= 0 ? "file-system-structures" : "not-classified", bytes: rest))
        return rows.filter { $0.bytes > 0 || $0.status == .encrypted }
    }

    /// What lies behind the pool's last block, up to the end of its volume.
    package var tail: Extent? { account.tail }

    private func unreadable(_ volume: PoolVolume) -> WinnowError {
        sleuthKitError(
            "no-file-system", "the APFS volume \(volume.label) at byte \(account.volume.offset) cannot be opened",
            remedy: "examine that volume by hand")
    }
}

/// Where an APFS volume's superblock keeps what libtsk does not tell of encrypted ones (Apple File System Reference).
private enum APFSSuperblock {
    static let allocatedBlocks: UInt64 = 0x58
    static let snapshots: UInt64 = 0xD8
}

/// The medium as one volume of a pool sees it.
final class PoolMemberImage {
    private let handle: OpaquePointer
    private let pool: VolumePool

    init(handle: OpaquePointer, pool: VolumePool) {
        self.handle = handle
        self.pool = pool
    }

    deinit { csk_image_close(handle) }
}
