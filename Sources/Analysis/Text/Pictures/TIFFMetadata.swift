import Model

/// What a camera or a person wrote into the directories of a TIFF file or of an Exif block (TIFF 6.0; CIPA DC-008).
///
/// Directories may form loops and claim any size: each is read once, and so many entries of so many directories.
struct TIFFMetadata {
    private static let mostDirectories = 64
    private static let mostEntries = 1_000

    private let reader: ByteReader
    private var seen: Set<Int> = []
    private var gps = ExifPosition()

    /// - Parameter bytes: from the byte order mark on, which all offsets count from.
    static func read(_ bytes: UnsafeRawBufferPointer, into output: inout TextOutput) {
        let isBig = bytes.starts(with: "MM".utf8)
        guard isBig || bytes.starts(with: "II".utf8) else { return damaged(&output) }
        var metadata = TIFFMetadata(reader: ByteReader(bytes: bytes, isBigEndian: isBig))
        guard let first = metadata.reader.long(4) else { return damaged(&output) }
        metadata.directory(at: first, .image, into: &output)
        metadata.gps.give(to: &output)
    }

    private init(reader: ByteReader) { self.reader = reader }

    private static func damaged(_ output: inout TextOutput) {
        output.note("metadata-damaged", "a picture's metadata is damaged and read in part")
    }

    private mutating func directory(at start: Int, _ kind: ExifTags.Directory, into output: inout TextOutput) {
        var next = start
        while next != 0, seen.count < Self.mostDirectories, seen.insert(next).inserted {
            let place = next
            guard let count = reader.small(place) else { return Self.damaged(&output) }
            for index in 0..<min(count, Self.mostEntries) {
                let entry = place + 2 + index * 12
                guard let tag = reader.small(entry), reader.long(entry + 8) != nil else {
                    return Self.damaged(&output)
                }
                read(tag, entry, kind, into: &output)
            }
            if count > Self.mostEntries { return Self.damaged(&output) }
            // Exif and GPS directories have no successor.
            next = kind == .image ? reader.long(place + 2 + count * 12) ?? 0 : 0
        }
    }

    private mutating func read(
        _ tag: Int, _ entry: Int, _ kind: ExifTags.Directory, into output: inout TextOutput
    ) {
        if kind == .image {
            switch tag {
            case 0x8769: return pointers(entry).forEach { directory(at: $0, .exif, into: &output) }
            case 0x8825: return pointers(entry).forEach { directory(at: $0, .gps, into: &output) }
            case 0x014A: return pointers(entry).forEach { directory(at: $0, .image, into: &output) }
            default: break
            }
        }
        guard kind == .gps || ExifTags.isTold(tag, kind) else { return }
        guard let value = value(entry) else { return Self.damaged(&output) }
        if kind == .gps {
            gps.take(tag, value, isBigEndian: reader.isBigEndian, into: &output)
        } else if tag == 0x02BC {
            XMPPacket.read(value, into: &output)
        } else if tag == 0x83BB {
            IPTCRecords.read(value, into: &output)
        } else if tag == 0x8649 {
            PhotoshopResources.read(value, into: &output)
        } else if let name = ExifTags.name(tag, kind) {
            output.add(.metadata, "exif:" + name, ExifText.decode(value, tag: tag, isBigEndian: reader.isBigEndian))
        }
    }

    /// The bytes of an entry's value: in the entry where they fit, elsewhere otherwise.
    private func value(_ entry: Int) -> UnsafeRawBufferPointer? {
        let sizes = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4]
        guard let type = reader.small(entry + 2), (1..<sizes.count).contains(type), let count = reader.long(entry + 4)
        else { return nil }
        let size = count * sizes[type]
        if size <= 4 { return reader.slice(entry + 8, size) }
        return reader.long(entry + 8).flatMap { reader.slice($0, size) }
    }

    private func pointers(_ entry: Int) -> [Int] {
        guard let type = reader.small(entry + 2), type == 4 || type == 13, let count = reader.long(entry + 4),
            let place = reader.long(entry + 8)
        else { return [] }
        if count <= 1 { return [place] }
        return (0..<min(count, 16)).compactMap { reader.long(place + $0 * 4) }
    }
}
