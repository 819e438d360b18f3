import Model

/// A GIF's comments and XMP (CompuServe GIF89a).
enum GIFMetadata {
    private static let mostBlocks = 100_000

    static func read(_ bytes: UnsafeRawBufferPointer, into output: inout TextOutput) {
        guard bytes.count > 13 else { return }
        var index = 13 + table(bytes[10])
        for _ in 0..<mostBlocks {
            guard index + 1 < bytes.count else { return }
            switch bytes[index] {
            case 0x21:
                let label = bytes[index + 1]
                let (content, end) = blocks(bytes, index + 2)
                if label == 0xFE {
                    content.withUnsafeBytes {
                        output.add(.metadata, "gif:comment", ExifText.decode($0, tag: 0, isBigEndian: true))
                    }
                } else if label == 0xFF, bytes[(index + 3)...].starts(with: "XMP DataXMP".utf8) {
                    // Its text is not cut into blocks: their sizes are its letters.
                    XMPPacket.read(UnsafeRawBufferPointer(rebasing: bytes[(index + 14)..<end]), into: &output)
                }
                index = end
            case 0x2C:
                guard index + 10 < bytes.count else { return }
                index = blocks(bytes, index + 11 + table(bytes[index + 9]), keeping: false).end
            default: return
            }
        }
    }

    /// Bytes of a colour table by its flags.
    private static func table(_ flags: UInt8) -> Int { flags & 0x80 == 0 ? 0 : 3 << (Int(flags & 7) + 1) }

    private static func blocks(
        _ bytes: UnsafeRawBufferPointer, _ start: Int, keeping: Bool = true
    ) -> (content: [UInt8], end: Int) {
        var content: [UInt8] = []
        var index = start
        while index < bytes.count, bytes[index] != 0 {
            let end = min(index + 1 + Int(bytes[index]), bytes.count)
            if keeping { content += bytes[(index + 1)..<end] }
            index = end
        }
        return (content, min(index + 1, bytes.count))
    }
}
