import Digests
import Model

/// Where the parts of a `.wset` lie. All numbers are little-endian.
///
/// Header: magic `WINNOWHS`, u32 version, u32 reserved, u64 size of the body, SHA-256 of the body. Body: three u64 counts
/// (MD5, SHA-1, SHA-256), u64 size of the category table, then for each kind with entries 65,537 u32 offsets by
/// the digest's first 16 bits, the sorted unique digests, a u16 category number for each (0 none); then the
/// table: each category as a u16 length and UTF-8.
struct HashSetLayout: Sendable {
    struct Section: Sendable {
        var count = 0
        var index = 0
        var digests = 0
        var payload = 0
    }

    static let magic = Array("WINNOWHS".utf8)
    static let version: UInt32 = 1
    static let headerBytes = 8 + 4 + 4 + 8 + 32
    static let indexEntries = 65_537

    private(set) var sections: [Section] = []
    private var categories: [String] = []

    init(checking file: UnsafeRawBufferPointer, path: String) throws(WinnowError) {
        guard file.count >= Self.headerBytes + 32, file.prefix(8).elementsEqual(Self.magic) else {
            throw Self.corrupt(path, "not a compiled hash set")
        }
        let version = UInt32(littleEndian: file.loadUnaligned(fromByteOffset: 8, as: UInt32.self))
        guard version == Self.version else { throw Self.corrupt(path, "version \(version) is not known") }
        guard Self.number(file, 16) == UInt64(file.count - Self.headerBytes) else {
            throw Self.corrupt(path, "its size is not what its header says")
        }
        let digest = RunningDigest(.sha256)
        digest.update(UnsafeRawBufferPointer(rebasing: file[Self.headerBytes...]))
        guard digest.finish().elementsEqual(file[24..<56]) else { throw Self.corrupt(path, "its checksum is wrong") }
        var position = Self.headerBytes + 32
        for kind in DigestKind.allCases {
            let count = Self.number(file, Self.headerBytes + kind.rawValue * 8)
            guard count <= UInt64(UInt32.max) else { throw Self.corrupt(path, "too many entries") }
            var section = Section(count: Int(count))
            if count > 0 {
                section.index = position
                section.digests = section.index + Self.indexEntries * 4
                section.payload = section.digests + section.count * kind.length
                position = section.payload + section.count * 2
            }
            sections.append(section)
        }
        let table = Self.number(file, Self.headerBytes + 24)
        guard position <= file.count, table == UInt64(file.count - position) else {
            throw Self.corrupt(path, "its parts do not add up")
        }
        while position + 2 <= file.count {
            let length = Int(UInt16(littleEndian: file.loadUnaligned(fromByteOffset: position, as: UInt16.self)))
            guard position + 2 + length <= file.count else { throw Self.corrupt(path, "its category table is cut") }
            categories.append(String(decoding: file[position + 2..<position + 2 + length], as: UTF8.self))
            position += 2 + length
        }
    }

    /// Numbers count from 1; 0 is no category.
    func category(_ number: Int) -> String? {
        number > 0 && number <= categories.count ? categories[number - 1] : nil
    }

    static func corrupt(_ path: String, _ cause: String) -> WinnowError {
        WinnowError("hash-set-corrupt", "the hash set \(path) is damaged", remedy: "import it again", cause: cause)
    }

    private static func number(_ file: UnsafeRawBufferPointer, _ offset: Int) -> UInt64 {
        UInt64(littleEndian: file.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }
}
