import CSleuthKit
import Model

/// One opened file system of an image. For one thread.
package final class FileSystem {
    /// libtsk's name: `ntfs`, `fat32`, `exfat`, `ext4`, `hfs`, `iso9660`, ...; of a pool's volume as `PoolVolume` has it.
    package let name: String
    package let volumeOffset: UInt64
    let handle: OpaquePointer
    let account: BlockAccount
    // Their handles must outlive the file system's.
    private let image: EvidenceImage
    private let member: PoolMemberImage?
    /// Is given the stretches of the medium behind the ends of files, in blocks that those files account for.
    package var slack: ((Extent) -> Void)?

    init(handle: OpaquePointer, image: EvidenceImage, volume: Volume) {
        self.handle = handle
        self.image = image
        member = nil
        name = String(cString: csk_file_system_type(handle))
        volumeOffset = volume.offset
        account = BlockAccount(
            volume: volume, blockSize: csk_file_system_block_size(handle), first: csk_file_system_first_block(handle),
            count: csk_file_system_block_count(handle))
    }

    init(handle: OpaquePointer, image: EvidenceImage, member: PoolMemberImage, name: String, account: BlockAccount) {
        self.handle = handle
        self.image = image
        self.member = member
        self.name = name
        volumeOffset = account.volume.offset
        self.account = account
    }

    deinit { csk_file_system_close(handle) }

    /// - Parameter attribute: as `icat` takes it (`128-3`); nil for the default one.
    package func open(metaAddress: UInt64, attribute: String?) throws(WinnowError) -> EvidenceFile {
        var name: AttributeName?
        if let attribute {
            name = AttributeName(attribute)
            if name == nil { throw WinnowError("attribute-name", "\(attribute) is not an attribute") }
        }
        guard let file = csk_file_open(handle, metaAddress) else {
            throw sleuthKitError("open-error", "metadata address \(metaAddress) cannot be read")
        }
        return try EvidenceFile(handle: file, attribute: name, fileSystem: self)
    }

    /// The volume's bytes that no file accounts for, after the walk: with the files' own bytes, their slack and the free
    /// space given to `free` they add up to the volume's length.
    ///
    /// - Parameter free: is given each stretch of the medium whose blocks are marked as unused, in ascending order.
    package func remainder(free: @escaping (Extent) -> Void) -> [CoverageRow] {
        let counter = FreeBlocks(ledger: account.ledger, found: free, place: account.place)
        let walked = csk_unallocated_blocks(handle, Unmanaged.passUnretained(counter).toOpaque()) { context, block in
            guard let context else { return false }
            Unmanaged<FreeBlocks>.fromOpaque(context).takeUnretainedValue().take(block)
            return true
        }
        counter.finish()
        // When the walk over the blocks failed, free space is among these.
        return [
            CoverageRow(
                .skipped, walked == 0 ? "file-system-structures" : "not-classified",
                bytes: account.structures(free: counter.count))
        ].filter { $0.bytes > 0 }
    }

    /// What lies behind the file system's last block, up to the end of its volume.
    package var tail: Extent? { account.tail }

    struct FoundAttribute {
        var name: AttributeName
        var label: [UInt8]
        var size: UInt64
        var isDefault: Bool
        var isData: Bool
        var isResident: Bool
        var isSparse: Bool
    }

    func attributes(of file: OpaquePointer) -> [FoundAttribute] {
        final class Collector { var found: [FoundAttribute] = [] }
        let collector = Collector()
        csk_file_attributes(file, Unmanaged.passUnretained(collector).toOpaque()) { context, attribute in
            guard let context, let attribute = attribute?.pointee else { return }
            let collector = Unmanaged<Collector>.fromOpaque(context).takeUnretainedValue()
            // A hostile record may hold very many.
            guard collector.found.count < 10_000 else { return }
            collector.found.append(
                FoundAttribute(
                    name: AttributeName(type: attribute.type, id: attribute.id),
                    label: attribute.name.map { bytes(of: $0, limit: 1_024) } ?? [], size: attribute.size,
                    isDefault: attribute.is_default, isData: attribute.is_data, isResident: attribute.resident,
                    isSparse: attribute.sparse))
        }
        return collector.found
    }

    /// Marks an attribute's blocks and gives the bytes of content that it is the first to account for.
    func claimBlocks(_ file: OpaquePointer, _ attribute: FoundAttribute) -> UInt64 {
        guard !attribute.isResident else { return 0 }
        final class Claimer {
            let fileSystem: FileSystem
            let size: UInt64
            var owned: UInt64 = 0
            init(_ fileSystem: FileSystem, _ size: UInt64) { (self.fileSystem, self.size) = (fileSystem, size) }
        }
        let claimer = Claimer(self, attribute.size)
        _ = csk_file_runs(
            file, attribute.isDefault, attribute.name.type, attribute.name.id,
            Unmanaged.passUnretained(claimer).toOpaque()
        ) { context, block, blocks, offset in
            guard let context else { return }
            let claimer = Unmanaged<Claimer>.fromOpaque(context).takeUnretainedValue()
            claimer.owned += claimer.fileSystem.claim(block, blocks, offset: offset, size: claimer.size)
        }
        return claimer.owned
    }

    private func claim(_ block: UInt64, _ blocks: UInt64, offset: UInt64, size: UInt64) -> UInt64 {
        let blockSize = account.blockSize
        let start = offset.multipliedReportingOverflow(by: blockSize)
        let left = start.overflow || start.partialValue >= size ? 0 : size - start.partialValue
        // Blocks with content, and of the last of them the bytes that are.
        let content = min(blocks, left / blockSize + (left % blockSize == 0 ? 0 : 1))
        var owned: UInt64 = 0
        if content > 0 {
            let whole = account.ledger.mark(block, content - 1) * blockSize
            let last = account.ledger.mark(block &+ (content - 1), 1) * blockSize
            let tail = content * blockSize > left ? content * blockSize - left : 0
            if last > 0, tail > 0 {
                let end = account.place(block + content, 0).offset
                slack?(Extent(offset: end - tail, length: tail))
            }
            owned = whole + (last == 0 ? 0 : blockSize - tail)
        }
        // Blocks that were promised to the file and never filled.
        account.ledger.unmarked(block &+ content, blocks - content) { slack?(account.place($0, $1)) }
        _ = account.ledger.mark(block &+ content, blocks - content)
        return owned
    }
}

/// Gathers free blocks into stretches, leaving out those that files account for.
private final class FreeBlocks {
    private(set) var count: UInt64 = 0
    private let ledger: BlockLedger
    private let found: (Extent) -> Void
    private let place: (UInt64, UInt64) -> Extent
    private var first: UInt64 = 0
    private var length: UInt64 = 0
    private var next: UInt64 = 0

    init(ledger: BlockLedger, found: @escaping (Extent) -> Void, place: @escaping (UInt64, UInt64) -> Extent) {
        self.ledger = ledger
        self.found = found
        self.place = place
    }

    func take(_ block: UInt64) {
        // libtsk gives blocks in ascending order; one that came before would be counted twice.
        guard block < ledger.end, block >= next, !ledger.contains(block) else { return }
        next = block + 1
        count += 1
        if length > 0, block == first + length {
            length += 1
        } else {
            finish()
            (first, length) = (block, 1)
        }
    }

    func finish() {
        if length > 0 { found(place(first, length)) }
        length = 0
    }
}

/// A C string as bytes, cut at `limit`.
func bytes(of text: UnsafePointer<CChar>, limit: Int) -> [UInt8] {
    var result: [UInt8] = []
    var index = 0
    while index < limit, text[index] != 0 {
        result.append(UInt8(bitPattern: text[index]))
        index += 1
    }
    return result
}
