import Digests
import Model

/// Where the parts of a `.wset` lie; docs/hashsets.md describes the format. All numbers are little-endian.
struct HashSetLayout: Sendable {
    struct Section: Sendable, Equatable {
        var count = 0
        /// Leading bits of a digest that its place in the index stands for; whole bytes of them are not stored.
        var indexBits = 0
        /// Bytes of a category number: 0, 1 or 2.
        var markBytes = 0
        /// Byte offsets of the parts in the file; 0 for none.
        var index = 0
        var filter = 0
        var filterBlocks = 0
        var entries = 0
        var marks = 0

        var droppedBytes: Int { indexBits / 8 }
    }

    static let magic = Array("WINNOWHS".utf8)
    static let version: UInt32 = 2
    static let checksumRange = 24..<56
    static let fixedHead = 64 + 64 * 4
    /// A head has no more than its categories.
    static let largestHead = 8 << 20

    var sections = [Section](repeating: Section(), count: EntryKind.allCases.count)
    var categories: [CategoryBook.Entry] = []
    /// Bits in which a PDQ value may differ.
    var pdqDistance = 0
    var fileSize = 0
    private(set) var headSize = 0

    init() {}

    /// The head of a file: fixed part, sections, categories, padded to 64 bytes.
    func head() -> [UInt8] {
        var tail: [UInt8] = []
        tail.add(UInt32(0))
        tail.add(UInt32(pdqDistance))
        for section in sections {
            tail.add(UInt64(section.count))
            tail.add(UInt32(section.indexBits))
            tail.add(UInt32(section.markBytes))
            for offset in [section.index, section.filter, section.filterBlocks, section.entries, section.marks, 0] {
                tail.add(UInt64(offset))
            }
        }
        tail.add(UInt32(categories.count))
        for category in categories {
            for text in [category.code, category.label] {
                let bytes = text.utf8.prefix(1_000)
                tail.add(UInt16(bytes.count))
                tail += bytes
            }
        }
        let used = Self.checksumRange.upperBound + tail.count
        tail += [UInt8](repeating: 0, count: (64 - used % 64) % 64)
        var head = Self.magic
        head.add(Self.version)
        head.add(UInt32(Self.checksumRange.upperBound + tail.count))
        head.add(UInt64(fileSize))
        let digest = RunningDigest(.sha256)
        for part in [head, tail] { part.withUnsafeBytes { digest.update($0) } }
        return head + digest.finish() + tail
    }

    /// Reads and checks a head against the file's size: magic, version, checksum, and that every part lies inside.
    ///
    /// Throws `hash-set-corrupt`. The parts themselves are not read: whoever fetched the file has verified its digest.
    init(checking file: UnsafeRawBufferPointer, path: String) throws(WinnowError) {
        guard file.count >= Self.fixedHead, file.prefix(8).elementsEqual(Self.magic) else {
            throw Self.corrupt(path, "not a compiled hash set")
        }
        var reader = HeadReader(bytes: UnsafeRawBufferPointer(rebasing: file.prefix(Self.largestHead)), position: 8)
        let version = reader.number(UInt32.self)
        guard version == Self.version else { throw Self.corrupt(path, "version \(version) is not known") }
        headSize = Int(reader.number(UInt32.self))
        fileSize = Int(clamping: reader.number(UInt64.self))
        guard fileSize == file.count else { throw Self.corrupt(path, "its size is not what its header says") }
        guard headSize >= Self.fixedHead, headSize <= min(file.count, Self.largestHead) else {
            throw Self.corrupt(path, "its header is cut")
        }
        let digest = RunningDigest(.sha256)
        digest.update(UnsafeRawBufferPointer(rebasing: file[..<Self.checksumRange.lowerBound]))
        digest.update(UnsafeRawBufferPointer(rebasing: file[Self.checksumRange.upperBound..<headSize]))
        guard digest.finish().elementsEqual(file[Self.checksumRange]) else {
            throw Self.corrupt(path, "its checksum is wrong")
        }
        reader = HeadReader(
            bytes: UnsafeRawBufferPointer(rebasing: file[..<headSize]), position: Self.checksumRange.upperBound)
        guard reader.number(UInt32.self) == 0 else { throw Self.corrupt(path, "it has flags that are not known") }
        pdqDistance = Int(reader.number(UInt32.self))
        for kind in EntryKind.allCases {
            let section = reader.section()
            guard isInside(section, kind) else { throw Self.corrupt(path, "its parts do not add up") }
            sections[kind.rawValue] = section
        }
        for _ in 0..<reader.number(UInt32.self) {
            guard let code = reader.text(), let label = reader.text() else {
                throw Self.corrupt(path, "its category table is cut")
            }
            categories.append(.init(code: code, label: label))
        }
        guard !reader.isCut else { throw Self.corrupt(path, "its header is cut") }
    }

    private func isInside(_ section: Section, _ kind: EntryKind) -> Bool {
        guard section.count > 0 else { return section == Section() }
        guard section.count <= Int(UInt32.max), section.indexBits <= 28, section.markBytes <= 2 else { return false }
        func fits(_ offset: Int, _ bytes: Int) -> Bool {
            offset >= headSize && bytes >= 0 && offset <= fileSize && bytes <= fileSize - offset
        }
        let index =
            kind == .pdq
            ? section.index == 0 || fits(section.index, PDQIndex.bytes(section.count))
            : section.indexBits >= 8 && fits(section.index, ((1 << section.indexBits) + 1) * 4)
        return index && fits(section.entries, section.count * (kind.length - section.droppedBytes))
            && (section.markBytes == 0 || fits(section.marks, section.count * section.markBytes))
            && (section.filterBlocks == 0
                || section.filter.isMultiple(of: DigestFilter.blockBytes)
                    && section.filterBlocks <= fileSize / DigestFilter.blockBytes
                    && fits(section.filter, section.filterBlocks * DigestFilter.blockBytes))
    }

    /// Numbers count from 1; 0 is no category.
    func category(_ number: Int) -> CategoryBook.Entry? {
        number > 0 && number <= categories.count ? categories[number - 1] : nil
    }

    static func corrupt(_ path: String, _ cause: String) -> WinnowError {
        WinnowError("hash-set-corrupt", "the hash set \(path) is damaged", remedy: "import it again", cause: cause)
    }
}

/// Reads numbers and texts one after the other; past the end all are 0 and `isCut` is set.
private struct HeadReader {
    let bytes: UnsafeRawBufferPointer
    var position: Int
    private(set) var isCut = false

    init(bytes: UnsafeRawBufferPointer, position: Int) {
        self.bytes = bytes
        self.position = position
    }

    mutating func number<Number: FixedWidthInteger & UnsignedInteger>(_: Number.Type) -> Number {
        let size = MemoryLayout<Number>.size
        guard position + size <= bytes.count else {
            isCut = true
            return 0
        }
        defer { position += size }
        return Number(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: Number.self))
    }

    mutating func text() -> String? {
        let length = Int(number(UInt16.self))
        guard !isCut, position + length <= bytes.count else { return nil }
        defer { position += length }
        return String(decoding: bytes[position..<position + length], as: UTF8.self)
    }

    mutating func section() -> HashSetLayout.Section {
        var section = HashSetLayout.Section()
        section.count = Int(clamping: number(UInt64.self))
        section.indexBits = Int(number(UInt32.self))
        section.markBytes = Int(number(UInt32.self))
        section.index = Int(clamping: number(UInt64.self))
        section.filter = Int(clamping: number(UInt64.self))
        section.filterBlocks = Int(clamping: number(UInt64.self))
        section.entries = Int(clamping: number(UInt64.self))
        section.marks = Int(clamping: number(UInt64.self))
        _ = number(UInt64.self)
        return section
    }
}

extension [UInt8] {
    mutating func add(_ number: some FixedWidthInteger) {
        Swift.withUnsafeBytes(of: number.littleEndian) { append(contentsOf: $0) }
    }
}
