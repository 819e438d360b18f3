/// Makes picture files around blocks of metadata; what they show is nothing.
package enum Pictures {
    package static func big(_ value: Int, _ size: Int = 4) -> [UInt8] {
        (0..<size).map { UInt8(truncatingIfNeeded: value >> (8 * (size - 1 - $0))) }
    }

    package static func little(_ value: Int) -> [UInt8] { big(value).reversed() }

    /// Segments before a picture's data, which is made up.
    package static func jpeg(_ segments: [(marker: UInt8, content: [UInt8])]) -> [UInt8] {
        var file: [UInt8] = [0xFF, 0xD8]
        for segment in segments {
            file += joined([0xFF, segment.marker], big(segment.content.count + 2, 2), segment.content)
        }
        return joined(file, [0xFF, 0xDA, 0, 2], [UInt8](repeating: 0x55, count: 3_000), [0xFF, 0xD9])
    }

    package static func png(_ chunks: [(type: String, content: [UInt8])]) -> [UInt8] {
        var file: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
        for chunk in [("IHDR", zeros(13))] + chunks + [("IEND", [])] {
            file += joined(big(chunk.1.count), ascii(chunk.0), chunk.1, zeros(4))
        }
        return file
    }

    package static func webp(_ chunks: [(type: String, content: [UInt8])]) -> [UInt8] {
        var body: [UInt8] = []
        for chunk in chunks {
            body += joined(
                ascii(chunk.type), little(chunk.content.count), chunk.content, zeros(chunk.content.count % 2))
        }
        return joined(ascii("RIFF"), little(body.count + 4), ascii("WEBP"), body)
    }

    package static func box(_ type: String, _ parts: [UInt8]...) -> [UInt8] {
        let content = parts.flatMap { $0 }
        return joined(big(content.count + 8), ascii(type), content)
    }

    /// With an Exif and an XMP item.
    package static func heic(exif: [UInt8], xmp: [UInt8]) -> [UInt8] {
        let file = box("ftyp", ascii("heic"), big(0), ascii("mif1heic"))
        func meta(_ place: Int) -> [UInt8] {
            let first = box("infe", [2, 0, 0, 0], big(1, 2), big(0, 2), ascii("Exif\0"))
            let second = box("infe", [2, 0, 0, 0], big(2, 2), big(0, 2), ascii("mime\0application/rdf+xml\0"))
            let items = [(1, place, exif.count + 4), (2, place + exif.count + 4, xmp.count)]
            let places = items.flatMap { joined(big($0.0, 2), big(0, 2), big(1, 2), big($0.1), big($0.2)) }
            return box(
                "meta", zeros(4), box("hdlr", zeros(20)), box("iinf", zeros(4), big(2, 2), first, second),
                box("iloc", [0, 0, 0, 0, 0x44, 0x00], big(2, 2), places))
        }
        let place = file.count + meta(0).count + 8
        return joined(file, meta(place), box("mdat", big(0), exif, xmp))
    }
}
