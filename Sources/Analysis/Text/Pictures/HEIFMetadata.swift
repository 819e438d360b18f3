import Model

/// Exif and XMP of HEIC and AVIF pictures (ISO/IEC 23008-12): items of the file's `meta` box.
struct HEIFMetadata {
    private static let mostItems = 10_000
    private static let mostBoxes = 1_000

    private struct Box { var type: String, content: Range<Int> }

    private let reader: ByteReader

    static func read(_ bytes: UnsafeRawBufferPointer, into output: inout TextOutput) {
        HEIFMetadata(reader: ByteReader(bytes: bytes)).read(into: &output)
    }

    private func read(into output: inout TextOutput) {
        guard let meta = boxes(0..<reader.bytes.count).first(where: { $0.type == "meta" }) else { return }
        // A full box: version and flags come first.
        let inside = boxes(min(meta.content.lowerBound + 4, meta.content.upperBound)..<meta.content.upperBound)
        guard let names = inside.first(where: { $0.type == "iinf" }),
            let places = inside.first(where: { $0.type == "iloc" })
        else { return }
        let wanted = items(names.content)
        let data = inside.first { $0.type == "idat" }?.content
        for (item, range) in locations(places.content, data: data) {
            guard let isExif = wanted[item], let content = reader.slice(range.lowerBound, range.count) else { continue }
            if !isExif {
                XMPPacket.read(content, into: &output)
            } else if let skip = ByteReader(bytes: content).long(0), skip <= content.count - 4 {
                TIFFMetadata.read(UnsafeRawBufferPointer(rebasing: content[(4 + skip)...]), into: &output)
            }
        }
    }

    private func boxes(_ range: Range<Int>) -> [Box] {
        var result: [Box] = []
        var index = range.lowerBound
        while index + 8 <= range.upperBound, result.count < Self.mostBoxes {
            guard var size = reader.long(index), let type = reader.slice(index + 4, 4) else { break }
            var header = 8
            if size == 1 {
                guard let large = reader.number(index + 8, 8), large <= UInt64(Int.max / 2) else { break }
                size = Int(large)
                header = 16
            } else if size == 0 {
                size = range.upperBound - index
            }
            guard size >= header else { break }
            let end = min(index + size, range.upperBound)
            if index + header <= end {
                result.append(Box(type: String(decoding: type, as: UTF8.self), content: (index + header)..<end))
            }
            index = end
        }
        return result
    }

    /// Numbers of the items that are Exif (true) or XMP (false).
    private func items(_ content: Range<Int>) -> [Int: Bool] {
        guard let version = reader.number(content.lowerBound, 1) else { return [:] }
        let start = content.lowerBound + 4 + (version == 0 ? 2 : 4)
        guard start <= content.upperBound else { return [:] }
        var result: [Int: Bool] = [:]
        for box in boxes(start..<content.upperBound) where box.type == "infe" {
            guard let own = reader.number(box.content.lowerBound, 1), own >= 2 else { continue }
            let size = own == 2 ? 2 : 4
            let id = box.content.lowerBound + 4
            guard let number = reader.number(id, size), let type = reader.slice(id + size + 2, 4) else { continue }
            if type.elementsEqual("Exif".utf8) { result[Int(number)] = true }
            if type.elementsEqual("mime".utf8),
                let rest = reader.slice(id + size + 6, max(0, box.content.upperBound - id - size - 6)),
                String(decoding: rest, as: UTF8.self).contains("application/rdf+xml")
            {
                result[Int(number)] = false
            }
        }
        return result
    }

    /// Where items lie in the file; only their first extent.
    private func locations(_ content: Range<Int>, data: Range<Int>?) -> [(item: Int, range: Range<Int>)] {
        let start = content.lowerBound
        guard let version = reader.number(start, 1), let sizes = reader.small(start + 4) else { return [] }
        let offsetSize = sizes >> 12 & 15, lengthSize = sizes >> 8 & 15, baseSize = sizes >> 4 & 15
        let indexSize = version == 0 ? 0 : sizes & 15
        let numberSize = version < 2 ? 2 : 4
        guard let count = reader.number(start + 6, numberSize) else { return [] }
        var result: [(item: Int, range: Range<Int>)] = []
        var index = start + 6 + numberSize
        for _ in 0..<min(Int(count), Self.mostItems) {
            guard index < content.upperBound, let item = reader.number(index, numberSize) else { break }
            index += numberSize
            var method = 0
            if version > 0 {
                method = (reader.small(index) ?? 0) & 15
                index += 2
            }
            index += 2
            let base = reader.number(index, baseSize) ?? 0
            index += baseSize
            guard let extents = reader.small(index) else { break }
            index += 2
            for extent in 0..<min(extents, Self.mostItems) {
                index += indexSize
                guard let offset = reader.number(index, offsetSize),
                    let length = reader.number(index + offsetSize, lengthSize)
                else { return result }
                index += offsetSize + lengthSize
                let origin = method == 1 ? UInt64(data?.lowerBound ?? 0) : 0
                let place = origin &+ base &+ offset
                guard extent == 0, method <= 1, place <= UInt64(reader.bytes.count),
                    length <= UInt64(reader.bytes.count) - place
                else { continue }
                result.append((Int(item), Int(place)..<Int(place + length)))
            }
        }
        return result
    }
}
