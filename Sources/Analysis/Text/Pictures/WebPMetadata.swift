import Model

/// A WebP file's Exif and XMP chunks (RFC 9649).
enum WebPMetadata {
    static func read(_ bytes: UnsafeRawBufferPointer, into output: inout TextOutput) {
        let reader = ByteReader(bytes: bytes, isBigEndian: false)
        var index = 12
        for _ in 0..<10_000 {
            guard let type = reader.slice(index, 4), let size = reader.long(index + 4) else { return }
            let content = reader.slice(index + 8, min(size, max(0, bytes.count - index - 8)))
            if let content, content.count > 8 {
                if type.elementsEqual("EXIF".utf8) {
                    let start = content.starts(with: "Exif\u{0}".utf8) ? 6 : 0
                    TIFFMetadata.read(UnsafeRawBufferPointer(rebasing: content[start...]), into: &output)
                } else if type.elementsEqual("XMP ".utf8) {
                    XMPPacket.read(content, into: &output)
                }
            }
            index += 8 + ((size + 1) & ~1)
        }
    }
}
