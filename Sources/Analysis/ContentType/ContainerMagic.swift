import Model

/// Which container a content is, by its magic bytes.
enum ContainerMagic {
    /// Where the first volume descriptor's mark stands in an ISO 9660 image (ECMA-119, 8.1.2).
    static let isoMark = 32_769..<32_774

    private static let table: [(format: ContainerFormat, offset: Int, bytes: [UInt8])] = [
        (.zip, 0, [0x50, 0x4B, 3, 4]),
        // Empty ones, and those written for several disks that fitted on one.
        (.zip, 0, [0x50, 0x4B, 5, 6]), (.zip, 0, [0x50, 0x4B, 0x30, 0x30, 0x50, 0x4B, 3, 4]),
        (.zip, 0, [0x50, 0x4B, 7, 8, 0x50, 0x4B, 3, 4]),
        (.sevenZip, 0, [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C]),
        (.rar, 0, [0x52, 0x61, 0x72, 0x21, 0x1A, 7, 0]), (.rar, 0, [0x52, 0x61, 0x72, 0x21, 0x1A, 7, 1, 0]),
        (.gzip, 0, [0x1F, 0x8B, 8]), (.xz, 0, [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0]),
        (.zstd, 0, [0x28, 0xB5, 0x2F, 0xFD]), (.lz4, 0, [4, 0x22, 0x4D, 0x18]), (.compress, 0, [0x1F, 0x9D]),
        (.lzip, 0, Array("LZIP".utf8) + [1]), (.tar, 257, Array("ustar".utf8)),
        (.cab, 0, Array("MSCF".utf8) + [0, 0, 0, 0]), (.ar, 0, Array("!<arch>\n".utf8)),
        (.outlook, 0, Array("!BDN".utf8)), (.pdf, 0, Array("%PDF-".utf8)), (.tnef, 0, [0x78, 0x9F, 0x3E, 0x22]),
        (.cpio, 0, Array("070701".utf8)), (.cpio, 0, Array("070702".utf8)), (.cpio, 0, Array("070707".utf8)),
    ]

    /// - Parameters:
    ///   - head: the first `ContentType.headBytes`, or all.
    ///   - mark: what stands at `isoMark`.
    static func format(_ head: UnsafeRawBufferPointer, mark: some Sequence<UInt8>) -> ContainerFormat? {
        for row in table where has(head, row.bytes, at: row.offset) { return row.format }
        if has(head, Array("BZh".utf8), at: 0), has(head, [0x31, 0x41, 0x59, 0x26, 0x53, 0x59], at: 4) {
            return .bzip2
        }
        if isOldTar(head) { return .tar }
        if isLHA(head) { return .lha }
        if isLZMA(head) { return .lzma }
        if isBinaryCpio(head) { return .cpio }
        if MailText.isMailbox(head) { return .mailbox }
        if MailText.isMessage(head) { return .mail }
        if mark.elementsEqual("CD001".utf8) { return .iso }
        // With rubbish before it.
        return DocumentKind.contains(head, "%PDF-") && DocumentKind.tell(head, path: RawPath("")) == .pdf ? .pdf : nil
    }

    private static func has(_ head: UnsafeRawBufferPointer, _ bytes: [UInt8], at offset: Int) -> Bool {
        offset + bytes.count <= head.count && head[offset..<offset + bytes.count].elementsEqual(bytes)
    }

    /// Before POSIX an entry had no mark, only a checksum in octal.
    private static func isOldTar(_ head: UnsafeRawBufferPointer) -> Bool {
        guard head.count >= 512, head[0] != 0 else { return false }
        let digits = head[148..<156].drop { $0 == 0x20 }.prefix { (0x30...0x37).contains($0) }
        guard digits.count >= 4, digits.count <= 7 else { return false }
        let stated = digits.reduce(0) { $0 * 8 + Int($1 - 0x30) }
        let sum = head[..<148].reduce(0) { $0 + Int($1) } + 8 * 0x20 + head[156..<512].reduce(0) { $0 + Int($1) }
        return sum == stated
    }

    /// A method such as `-lh5-` behind the header's size and checksum.
    private static func isLHA(_ head: UnsafeRawBufferPointer) -> Bool {
        guard head.count >= 22, head[2] == UInt8(ascii: "-"), head[6] == UInt8(ascii: "-"), head[20] <= 3 else {
            return false
        }
        let method = String(decoding: head[3..<6], as: UTF8.self)
        return ["lh0", "lh1", "lh4", "lh5", "lh6", "lh7", "lhd", "lzs", "lz4", "lz5"].contains(method)
    }

    /// The old LZMA format has no mark: usual properties, a dictionary of a power of two, and a size that may be.
    private static func isLZMA(_ head: UnsafeRawBufferPointer) -> Bool {
        guard head.count > 14, head[0] == 0x5D, head[1] == 0, head[2] == 0, head[13] == 0 else { return false }
        let dictionary = UInt32(head[3]) << 16 | UInt32(head[4]) << 24
        guard dictionary.nonzeroBitCount == 1 else { return false }
        return head[5..<13].allSatisfy { $0 == 0xFF } || (head[10] == 0 && head[11] == 0 && head[12] == 0)
    }

    /// Two bytes in either order, and a name of the stated length that ends in its only NUL.
    private static func isBinaryCpio(_ head: UnsafeRawBufferPointer) -> Bool {
        guard head.count > 28 else { return false }
        let isLittle = head[0] == 0xC7 && head[1] == 0x71
        guard isLittle || (head[0] == 0x71 && head[1] == 0xC7) else { return false }
        let length = isLittle ? Int(head[20]) | Int(head[21]) << 8 : Int(head[20]) << 8 | Int(head[21])
        guard (2...1_024).contains(length), 26 + length <= head.count else { return false }
        return head[26..<26 + length].firstIndex(of: 0) == 26 + length - 1
    }
}
