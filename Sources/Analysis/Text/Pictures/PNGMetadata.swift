import CZlib
import Model

/// A PNG's text chunks, Exif and XMP (ISO/IEC 15948; eXIf of 2017).
enum PNGMetadata {
    private static let longestText = 1 << 20
    private static let mostChunks = 100_000

    static func read(_ bytes: UnsafeRawBufferPointer, into output: inout TextOutput) {
        let reader = ByteReader(bytes: bytes)
        var index = 8
        for _ in 0..<mostChunks {
            guard let size = reader.long(index), let type = reader.slice(index + 4, 4) else { return }
            let content = reader.slice(index + 8, min(size, max(0, bytes.count - index - 8)))
            if let content {
                switch String(decoding: type, as: UTF8.self) {
                case "tEXt": text(content, into: &output)
                case "zTXt": compressed(content, into: &output)
                case "iTXt": international(content, into: &output)
                case "eXIf": TIFFMetadata.read(content, into: &output)
                case "IEND": return
                default: break
                }
            }
            index += 12 + size
        }
    }

    private static func text(_ content: UnsafeRawBufferPointer, into output: inout TextOutput) {
        guard let (keyword, rest) = cut(content) else { return }
        // Latin-1 by the standard; many write UTF-8.
        add(keyword, CharsetDecoder.text(rest.prefix(longestText), charset: nil), into: &output)
    }

    private static func compressed(_ content: UnsafeRawBufferPointer, into output: inout TextOutput) {
        guard let (keyword, rest) = cut(content), rest.first == 0 else { return }
        let plain = Inflate.all(UnsafeRawBufferPointer(rebasing: rest.dropFirst()), limit: longestText)
        add(keyword, CharsetDecoder.text(plain, charset: nil), into: &output)
    }

    /// Keyword, compression flag and method, language, translated keyword, text in UTF-8.
    private static func international(_ content: UnsafeRawBufferPointer, into output: inout TextOutput) {
        guard let (keyword, rest) = cut(content), rest.count > 2 else { return }
        let isCompressed = rest[0] == 1
        guard let (_, afterLanguage) = cut(UnsafeRawBufferPointer(rebasing: rest[2...])),
            let (_, text) = cut(afterLanguage)
        else { return }
        let plain = isCompressed ? Inflate.all(text, limit: longestText) : Array(text.prefix(longestText))
        if keyword == "XML:com.adobe.xmp" {
            plain.withUnsafeBytes { XMPPacket.read($0, into: &output) }
        } else {
            add(keyword, String(decoding: plain, as: UTF8.self), into: &output)
        }
    }

    private static func add(_ keyword: String, _ text: String, into output: inout TextOutput) {
        // ImageMagick writes other blocks as hexadecimal digits behind a name and a length.
        if keyword.hasPrefix("Raw profile type ") {
            let profile = RawProfile.bytes(of: text)
            return profile.withUnsafeBytes { bytes in
                switch keyword.dropFirst(17) {
                case "exif", "APP1":
                    let start = bytes.starts(with: "Exif\u{0}".utf8) ? 6 : 0
                    guard bytes.count > start + 8 else { return }
                    TIFFMetadata.read(UnsafeRawBufferPointer(rebasing: bytes[start...]), into: &output)
                case "iptc", "8bim": PhotoshopResources.read(bytes, into: &output)
                case "xmp": XMPPacket.read(bytes, into: &output)
                default: break
                }
            }
        }
        output.add(.metadata, "png:" + keyword, ExifText.trimmed(text))
    }

    /// A name in ASCII and what follows the zero behind it.
    private static func cut(_ bytes: UnsafeRawBufferPointer) -> (String, UnsafeRawBufferPointer)? {
        guard let zero = bytes.firstIndex(of: 0) else { return nil }
        return (
            CharsetDecoder.text(bytes[..<min(zero, 80)], charset: nil),
            UnsafeRawBufferPointer(rebasing: bytes[(zero + 1)...])
        )
    }
}

private enum RawProfile {
    static func bytes(of text: String) -> [UInt8] {
        let lines = text.split(separator: "\n").dropFirst(2)
        var result: [UInt8] = []
        var high: UInt8?
        for byte in lines.joined().utf8 {
            guard let digit = TransferDecoding.hex(byte) else { continue }
            if let first = high {
                result.append(first << 4 | digit)
                high = nil
            } else {
                high = digit
            }
        }
        return result
    }
}

/// Bounded decompression of a zlib stream (RFC 1950).
enum Inflate {
    /// As much as there is, at most `limit` bytes.
    static func all(_ bytes: UnsafeRawBufferPointer, limit: Int) -> [UInt8] {
        guard let start = bytes.baseAddress, !bytes.isEmpty else { return [] }
        var stream = z_stream()
        guard inflateInit_(&stream, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else { return [] }
        defer { inflateEnd(&stream) }
        stream.next_in = UnsafeMutablePointer(mutating: start.assumingMemoryBound(to: UInt8.self))
        stream.avail_in = UInt32(clamping: bytes.count)
        var result: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 16 << 10)
        while result.count < limit {
            let (status, written) = piece.withUnsafeMutableBufferPointer { buffer in
                stream.next_out = buffer.baseAddress
                stream.avail_out = UInt32(buffer.count)
                let status = inflate(&stream, Z_NO_FLUSH)
                return (status, buffer.count - Int(stream.avail_out))
            }
            result += piece[..<min(written, limit - result.count)]
            guard status == Z_OK, written > 0 || stream.avail_in > 0 else { break }
        }
        return result
    }
}
