/// What the first 100 bytes of a database file tell (https://www.sqlite.org/fileformat2.html, section 1.3).
package enum DatabaseHeader {
    /// `SQLite format 3` and a zero byte.
    package static let magic: [UInt8] = Array("SQLite format 3\0".utf8)
    static let length = 100

    package static func isDatabase(_ bytes: UnsafeRawBufferPointer) -> Bool {
        bytes.count >= magic.count && bytes.prefix(magic.count).elementsEqual(magic)
    }

    /// Bytes a page; nil when the stored value is none that SQLite writes.
    static func pageSize(_ bytes: UnsafeRawBufferPointer) -> Int? {
        guard isDatabase(bytes), let stored = bytes.bigEndian16(at: 16) else { return nil }
        return checkedPageSize(stored == 1 ? 65536 : Int(stored))
    }

    static func checkedPageSize(_ size: Int) -> Int? {
        (512...65536).contains(size) && size & (size - 1) == 0 ? size : nil
    }
}
