import Model

/// The segments before a JPEG's picture data (ITU-T T.81): Exif, XMP, IPTC, comments.
enum JPEGMetadata {
    private static let xmp = "http://ns.adobe.com/xap/1.0/\u{0}"
    private static let extendedXMP = "http://ns.adobe.com/xmp/extension/\u{0}"
    private static let mostSegments = 2_000

    static func read(_ bytes: UnsafeRawBufferPointer, into output: inout TextOutput) {
        let reader = ByteReader(bytes: bytes)
        var photoshop: [UInt8] = []
        var extended: [UInt8] = []
        var index = 2
        for _ in 0..<mostSegments {
            // Fill bytes may stand before a marker.
            while index + 1 < bytes.count, bytes[index] == 0xFF, bytes[index + 1] == 0xFF { index += 1 }
            guard index + 4 <= bytes.count, bytes[index] == 0xFF, let size = reader.small(index + 2), size >= 2,
                bytes[index + 1] != 0xDA, bytes[index + 1] != 0xD9
            else { break }
            let start = index + 4
            let content = UnsafeRawBufferPointer(rebasing: bytes[start..<min(index + 2 + size, bytes.count)])
            switch bytes[index + 1] {
            case 0xE1: application1(content, &extended, into: &output)
            case 0xED where content.starts(with: "Photoshop 3.0\u{0}".utf8): photoshop += content.dropFirst(14)
            case 0xFE: output.add(.metadata, "jpeg:comment", ExifText.decode(content, tag: 0, isBigEndian: true))
            default: break
            }
            index += 2 + size
        }
        photoshop.withUnsafeBytes { PhotoshopResources.read($0, into: &output) }
        if !extended.isEmpty { extended.withUnsafeBytes { XMPPacket.read($0, into: &output) } }
    }

    private static func application1(
        _ content: UnsafeRawBufferPointer, _ extended: inout [UInt8], into output: inout TextOutput
    ) {
        if content.starts(with: "Exif\u{0}".utf8), content.count > 6 {
            TIFFMetadata.read(UnsafeRawBufferPointer(rebasing: content[6...]), into: &output)
        } else if content.starts(with: xmp.utf8) {
            XMPPacket.read(UnsafeRawBufferPointer(rebasing: content[xmp.utf8.count...]), into: &output)
        } else if content.starts(with: extendedXMP.utf8) {
            // After it a digest, the whole size and this piece's place; writers keep the order.
            extended += content.dropFirst(extendedXMP.utf8.count + 40)
        }
    }
}
