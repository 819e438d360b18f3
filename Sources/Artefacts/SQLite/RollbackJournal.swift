/// The pages a hot `-journal` would put back (https://www.sqlite.org/fileformat2.html, section 3).
struct RollbackJournal {
    private static let magic: [UInt8] = [0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7]
    private static let headerLength = 28

    let pageSize: Int
    /// Pages of the database before the transaction that the journal undoes.
    let pageCount: Int
    private let sectorSize: Int
    private let bytes: UnsafeRawBufferPointer

    /// Nil when the journal is not hot: emptied, zeroed, not yet synced, or part of a transaction over several files,
    /// whose outcome only the missing super-journal knows.
    init?(_ bytes: UnsafeRawBufferPointer) {
        guard bytes.prefix(8).elementsEqual(Self.magic), !bytes.suffix(8).elementsEqual(Self.magic),
            let records = bytes.bigEndian32(at: 8), records > 0,
            let pages = bytes.bigEndian32(at: 16), pages > 0,
            let sector = bytes.bigEndian32(at: 20), (32...65536).contains(sector), sector & (sector - 1) == 0,
            let stored = bytes.bigEndian32(at: 24), let pageSize = DatabaseHeader.checkedPageSize(Int(stored))
        else { return nil }
        self.bytes = bytes
        self.pageSize = pageSize
        pageCount = Int(pages)
        sectorSize = Int(sector)
    }

    /// Calls `body` with each page as it was before the transaction, up to the first record that is not sound.
    func forEachPage(_ body: (_ number: Int, _ page: UnsafeRawBufferPointer) -> Void) {
        let recordLength = pageSize + 8
        var offset = 0
        while let head = bytes.slice(at: offset, length: Self.headerLength), head.prefix(8).elementsEqual(Self.magic),
            let stored = head.bigEndian32(at: 8), let nonce = head.bigEndian32(at: 12)
        {
            offset += sectorSize
            // All ones: written without syncs, so the records fill the rest of the file.
            var left = stored == .max ? max(0, bytes.count - offset) / recordLength : Int(stored)
            while left > 0 {
                guard let number = bytes.bigEndian32(at: offset), number > 0,
                    let page = bytes.slice(at: offset + 4, length: pageSize),
                    bytes.bigEndian32(at: offset + 4 + pageSize) == Self.checksum(page, nonce)
                else { return }
                body(Int(number), page)
                offset += recordLength
                left -= 1
            }
            offset = (offset + sectorSize - 1) / sectorSize * sectorSize
        }
    }

    /// SQLite's sparse sum: every 200th byte from the end, on top of the nonce.
    private static func checksum(_ page: UnsafeRawBufferPointer, _ nonce: UInt32) -> UInt32 {
        var sum = nonce
        var index = page.count - 200
        while index > 0 {
            sum &+= UInt32(page[index])
            index -= 200
        }
        return sum
    }
}
