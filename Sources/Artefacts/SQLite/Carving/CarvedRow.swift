/// A row read out of a page image without SQLite's help.
struct CarvedRow {
    enum Value: Equatable {
        case null
        case integer(Int64)
        case real(Double)
        case text([UInt8])
        case blob([UInt8])
    }

    let identifier: Int64
    let values: [Value]
}

/// Rows of a table's leaf page (https://www.sqlite.org/fileformat2.html, section 1.6). Every number in it is the
/// evidence's claim; a cell that does not fit is left out, and so is one with overflow pages.
struct LeafPage {
    /// A leaf of a table.
    static let mark: UInt8 = 0x0D
    private static let mostColumns = 200

    private let page: UnsafeRawBufferPointer
    /// The first page of a file has the file's header before its own.
    private let start: Int

    /// Nil for any other kind of page.
    init?(_ page: UnsafeRawBufferPointer, isFirst: Bool) {
        start = isFirst ? DatabaseHeader.length : 0
        guard page.count > start + 8, page[start] == Self.mark else { return nil }
        self.page = page
    }

    func forEachRow(_ body: (CarvedRow) -> Void) {
        let count = Int(page.bigEndian16(at: start + 3) ?? 0)
        for index in 0..<count {
            guard let place = page.bigEndian16(at: start + 8 + index * 2) else { return }
            if let row = row(at: Int(place)) { body(row) }
        }
    }

    private func row(at place: Int) -> CarvedRow? {
        var offset = place
        guard offset > start, let payload = page.varint(at: &offset), let identifier = page.varint(at: &offset),
            payload > 0, payload <= Int64(page.count), let record = page.slice(at: offset, length: Int(payload))
        else { return nil }
        return Self.values(record).map { CarvedRow(identifier: identifier, values: $0) }
    }

    /// Nil when the header and the values do not fill the record exactly.
    private static func values(_ record: UnsafeRawBufferPointer) -> [CarvedRow.Value]? {
        var header = 0
        guard let length = record.varint(at: &header), length > 0, length <= Int64(record.count) else { return nil }
        var place = Int(length)
        var values: [CarvedRow.Value] = []
        while header < Int(length) {
            guard values.count < mostColumns, let type = record.varint(at: &header), type >= 0 else { return nil }
            switch type {
            case 0: values.append(.null)
            case 8: values.append(.integer(0))
            case 9: values.append(.integer(1))
            case 1...6:
                let size = [1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8][Int(type)] ?? 1
                guard let piece = record.slice(at: place, length: size) else { return nil }
                place += size
                let negative = piece[0] & 0x80 != 0
                values.append(.integer(piece.reduce(negative ? -1 : 0) { $0 << 8 | Int64($1) }))
            case 7:
                guard let piece = record.slice(at: place, length: 8) else { return nil }
                place += 8
                values.append(.real(Double(bitPattern: piece.reduce(0) { $0 << 8 | UInt64($1) })))
            case 10, 11: return nil
            default:
                let size = Int(type - 12) / 2
                guard let piece = record.slice(at: place, length: size) else { return nil }
                place += size
                values.append(type & 1 == 1 ? .text(Array(piece)) : .blob(Array(piece)))
            }
        }
        return header == Int(length) && place == record.count && !values.isEmpty ? values : nil
    }
}

extension UnsafeRawBufferPointer {
    /// SQLite's variable-length integer; advances `offset`. Nil past the end.
    func varint(at offset: inout Int) -> Int64? {
        var value: UInt64 = 0
        for index in 0..<9 {
            guard offset >= 0, offset < count else { return nil }
            let byte = self[offset]
            offset += 1
            if index == 8 { return Int64(bitPattern: value << 8 | UInt64(byte)) }
            value = value << 7 | UInt64(byte & 0x7F)
            if byte & 0x80 == 0 { return Int64(bitPattern: value) }
        }
        return nil
    }
}
