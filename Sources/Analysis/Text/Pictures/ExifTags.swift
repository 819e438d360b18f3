/// The tags of TIFF and Exif that hold text or a time, by the names of the Exif standard (CIPA DC-008) and of Windows.
enum ExifTags {
    enum Directory { case image, exif, gps }

    private static let image: [Int: String] = [
        0x010D: "DocumentName", 0x010E: "ImageDescription", 0x010F: "Make", 0x0110: "Model", 0x011D: "PageName",
        0x0131: "Software", 0x0132: "DateTime", 0x013B: "Artist", 0x013C: "HostComputer", 0x8298: "Copyright",
        0x9C9B: "XPTitle", 0x9C9C: "XPComment", 0x9C9D: "XPAuthor", 0x9C9E: "XPKeywords", 0x9C9F: "XPSubject",
        0xC614: "UniqueCameraModel", 0xC62F: "CameraSerialNumber", 0xC68B: "OriginalRawFileName",
    ]
    /// Standing in any directory: writers do not agree where.
    private static let both: [Int: String] = [
        0x9003: "DateTimeOriginal", 0x9004: "DateTimeDigitized", 0x9010: "OffsetTime", 0x9011: "OffsetTimeOriginal",
        0x9286: "UserComment", 0xA004: "RelatedSoundFile", 0xA420: "ImageUniqueID", 0xA430: "CameraOwnerName",
        0xA431: "BodySerialNumber", 0xA433: "LensMake", 0xA434: "LensModel", 0xA435: "LensSerialNumber",
        0xA436: "ImageTitle", 0xA437: "Photographer", 0xA438: "ImageEditor",
    ]
    /// Blocks of other formats: XMP, IPTC, Photoshop's resources.
    private static let blocks: Set<Int> = [0x02BC, 0x83BB, 0x8649]

    static func name(_ tag: Int, _ directory: Directory) -> String? {
        directory == .gps ? nil : both[tag] ?? image[tag]
    }

    static func isTold(_ tag: Int, _ directory: Directory) -> Bool {
        name(tag, directory) != nil || (directory == .image && blocks.contains(tag))
    }
}

/// Text as Exif stores it.
enum ExifText {
    private static let longest = 64 << 10

    static func decode(_ value: UnsafeRawBufferPointer, tag: Int, isBigEndian: Bool) -> String {
        let value = UnsafeRawBufferPointer(rebasing: value.prefix(longest))
        switch tag {
        // Windows writes UTF-16, in its own order whatever the block's.
        case 0x9C9B...0x9C9F: return trimmed(CharsetDecoder.text(value, charset: "utf-16le"))
        case 0x9286: return coded(value, isBigEndian: isBigEndian)
        default: return trimmed(CharsetDecoder.text(upToZero(value), charset: nil))
        }
    }

    /// Behind eight bytes that name the character code.
    static func coded(_ value: UnsafeRawBufferPointer, isBigEndian: Bool) -> String {
        guard value.count > 8 else { return "" }
        let code = String(decoding: value.prefix(8).prefix { $0 > 0x20 }, as: UTF8.self).uppercased()
        let rest = UnsafeRawBufferPointer(rebasing: value[8...])
        switch code {
        case "UNICODE": return trimmed(CharsetDecoder.text(rest, charset: order(rest, isBigEndian: isBigEndian)))
        case "JIS": return trimmed(CharsetDecoder.text(upToZero(rest), charset: "iso-2022-jp"))
        case "ASCII", "": return trimmed(CharsetDecoder.text(upToZero(rest), charset: nil))
        default: return trimmed(CharsetDecoder.text(upToZero(value), charset: nil))
        }
    }

    /// By its mark; else by where the zeros of Latin letters stand; else as the block has it.
    private static func order(_ bytes: UnsafeRawBufferPointer, isBigEndian: Bool) -> String {
        if bytes.starts(with: [0xFF, 0xFE]) { return "utf-16le" }
        if bytes.starts(with: [0xFE, 0xFF]) { return "utf-16be" }
        let pairs = bytes.count / 2
        let first = (0..<pairs).count { bytes[$0 * 2] == 0 && bytes[$0 * 2 + 1] != 0 }
        let second = (0..<pairs).count { bytes[$0 * 2] != 0 && bytes[$0 * 2 + 1] == 0 }
        if first != second { return first > second ? "utf-16be" : "utf-16le" }
        return isBigEndian ? "utf-16be" : "utf-16le"
    }

    private static func upToZero(_ bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: bytes.prefix { $0 != 0 })
    }

    static func trimmed(_ text: String) -> String {
        let scalars = text.unicodeScalars.drop { $0.value <= 0x20 || $0.value == 0xFEFF }
        guard let last = scalars.lastIndex(where: { $0.value > 0x20 }) else { return "" }
        return String(scalars[...last])
    }
}
