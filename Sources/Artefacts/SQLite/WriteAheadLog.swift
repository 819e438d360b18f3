/// The committed part of a `-wal` file (https://www.sqlite.org/fileformat2.html, section 4).
///
/// Frames of an older generation, frames with a wrong checksum and an unfinished last transaction are left out, as
/// SQLite itself leaves them out.
struct WriteAheadLog {
    private static let headerLength = 32
    private static let frameHeaderLength = 24

    let pageSize: Int
    /// Pages of the database after the last commit.
    let pageCount: Int
    /// Frames up to and with the last commit.
    let frameCount: Int
    private let bytes: UnsafeRawBufferPointer

    /// Nil when nothing in the log is committed and sound.
    init?(_ bytes: UnsafeRawBufferPointer) {
        guard let magic = bytes.bigEndian32(at: 0), magic & ~1 == 0x377f_0682,
            bytes.bigEndian32(at: 4) == 3_007_000,
            let stored = bytes.bigEndian32(at: 8), let pageSize = DatabaseHeader.checkedPageSize(Int(stored)),
            let salt1 = bytes.bigEndian32(at: 16), let salt2 = bytes.bigEndian32(at: 20),
            let start = bytes.slice(at: 0, length: 24)
        else { return nil }
        var sum = WALChecksum(bigEndian: magic & 1 == 1)
        sum.add(start)
        guard bytes.bigEndian32(at: 24) == sum.first, bytes.bigEndian32(at: 28) == sum.second else { return nil }

        var offset = Self.headerLength
        var frames = 0
        var committed: (frames: Int, pages: Int)?
        while let head = bytes.slice(at: offset, length: Self.frameHeaderLength),
            let page = bytes.slice(at: offset + Self.frameHeaderLength, length: pageSize),
            head.bigEndian32(at: 8) == salt1, head.bigEndian32(at: 12) == salt2,
            let number = head.bigEndian32(at: 0), number > 0, let size = head.bigEndian32(at: 4)
        {
            sum.add(UnsafeRawBufferPointer(rebasing: head[0..<8]))
            sum.add(page)
            guard head.bigEndian32(at: 16) == sum.first, head.bigEndian32(at: 20) == sum.second else { break }
            frames += 1
            offset += Self.frameHeaderLength + pageSize
            if size > 0 { committed = (frames, Int(size)) }
        }
        guard let committed else { return nil }
        self.bytes = bytes
        self.pageSize = pageSize
        frameCount = committed.frames
        pageCount = committed.pages
    }

    /// Calls `body` with every committed page image in the order written; the last one of a page counts.
    func forEachPage(_ body: (_ number: Int, _ page: UnsafeRawBufferPointer) -> Void) {
        for index in 0..<frameCount {
            let offset = Self.headerLength + index * (Self.frameHeaderLength + pageSize)
            guard let number = bytes.bigEndian32(at: offset),
                let page = bytes.slice(at: offset + Self.frameHeaderLength, length: pageSize)
            else { return }
            body(Int(number), page)
        }
    }
}

/// The running checksum of a write-ahead log: two sums over pairs of 32-bit words.
struct WALChecksum {
    let bigEndian: Bool
    private(set) var first: UInt32 = 0
    private(set) var second: UInt32 = 0

    init(bigEndian: Bool) { self.bigEndian = bigEndian }

    /// Adds a number of bytes that is a multiple of 8.
    mutating func add(_ bytes: UnsafeRawBufferPointer) {
        var offset = 0
        while offset + 8 <= bytes.count {
            let one = bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self)
            let two = bytes.loadUnaligned(fromByteOffset: offset + 4, as: UInt32.self)
            first &+= (bigEndian ? UInt32(bigEndian: one) : UInt32(littleEndian: one)) &+ second
            second &+= (bigEndian ? UInt32(bigEndian: two) : UInt32(littleEndian: two)) &+ first
            offset += 8
        }
    }
}
