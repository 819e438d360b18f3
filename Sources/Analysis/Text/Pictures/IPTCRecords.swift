import Model

/// Captions and keywords as news agencies write them (IPTC Information Interchange Model 4.2, record 2).
enum IPTCRecords {
    private static let mostRecords = 5_000
    private static let names: [UInt8: String] = [
        5: "ObjectName", 12: "SubjectReference", 15: "Category", 20: "SupplementalCategories", 25: "Keywords",
        26: "LocationName", 40: "SpecialInstructions", 55: "DateCreated", 60: "TimeCreated", 65: "OriginatingProgram",
        80: "By-line", 85: "By-lineTitle", 90: "City", 92: "Sub-location", 95: "Province-State", 101: "Country",
        103: "OriginalTransmissionReference", 105: "Headline", 110: "Credit", 115: "Source", 116: "CopyrightNotice",
        118: "Contact", 120: "Caption-Abstract", 122: "Writer-Editor",
    ]

    static func read(_ bytes: UnsafeRawBufferPointer, into output: inout TextOutput) {
        let reader = ByteReader(bytes: bytes)
        var charset: String?
        var index = 0
        for _ in 0..<mostRecords {
            guard index + 5 <= bytes.count, bytes[index] == 0x1C, var size = reader.small(index + 3) else { return }
            var start = index + 5
            if size & 0x8000 != 0 {
                // The size is itself so many bytes long.
                let length = size & 0x7FFF
                guard length <= 4, let long = reader.number(start, length) else { return }
                size = Int(long)
                start += length
            }
            guard let value = reader.slice(start, size) else {
                return output.note("metadata-damaged", "a picture's metadata is damaged and read in part")
            }
            switch (bytes[index + 1], bytes[index + 2]) {
            case (1, 90): if value.elementsEqual([0x1B, 0x25, 0x47]) { charset = "utf-8" }
            case (2, let dataset):
                if let name = names[dataset] {
                    let text = CharsetDecoder.text(value.prefix { $0 != 0 }, charset: charset)
                    output.add(.metadata, "iptc:" + name, ExifText.trimmed(text))
                }
            default: break
            }
            index = start + size
        }
    }
}

/// Adobe Photoshop's image resources, among them IPTC and XMP.
enum PhotoshopResources {
    static func read(_ bytes: UnsafeRawBufferPointer, into output: inout TextOutput) {
        let reader = ByteReader(bytes: bytes)
        var index = 0
        for _ in 0..<1_000 {
            guard reader.starts(at: index, with: "8BIM"), let kind = reader.small(index + 4),
                let nameLength = reader.number(index + 6, 1)
            else { return }
            // A Pascal string, padded to an even size with its length byte.
            let size = index + 6 + ((Int(nameLength) + 2) & ~1)
            guard let length = reader.long(size), let content = reader.slice(size + 4, length) else { return }
            switch kind {
            case 0x0404: IPTCRecords.read(content, into: &output)
            case 0x0424: XMPPacket.read(content, into: &output)
            case 0x0422: TIFFMetadata.read(content, into: &output)
            default: break
            }
            index = size + 4 + ((length + 1) & ~1)
        }
    }
}

/// An XMP packet (ISO 16684-1) as it lies in a picture.
enum XMPPacket {
    static func read(_ bytes: UnsafeRawBufferPointer, into output: inout TextOutput) {
        let head = UnsafeRawBufferPointer(rebasing: bytes.prefix(DocumentKind.headBytes))
        let stream = MarkupStream(PropertyText(isXMP: true), head)
        stream.consume(bytes)
        stream.finish(complete: true, into: &output)
    }
}
