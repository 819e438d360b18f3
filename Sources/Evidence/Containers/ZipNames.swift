import Model

/// The names in a zip's central directory as bytes, in the order in which libarchive gives the entries: that of their
/// local headers. libarchive itself gives names that are marked as UTF-8 composed, and none where they are not UTF-8.
///
/// Layout: PKWARE's APPNOTE 6.3, sections 4.3.12 to 4.3.16.
package struct ZipNames {
    private static let recordSize = 22
    private static let entrySize = 46
    /// libarchive looks for the end record no further from the end.
    private static let tail: UInt64 = 16 << 10
    /// More than any walk through a container's members takes.
    private static let mostEntries = 1_000_000
    private static let mostBytes = 32 << 20

    private var names: ArraySlice<RawPath>

    /// Nil where there is no such directory, or the source cannot seek. Throws what the source throws.
    package init?(_ source: any ContainerSource) throws {
        guard let size = source.size, let directory = try Self.directory(source, size) else { return nil }
        var cursor = SourceCursor(source, at: directory)
        var entries: [(offset: UInt64, name: RawPath)] = []
        var bytes = 0
        while entries.count < Self.mostEntries, bytes < Self.mostBytes, let head = try cursor.take(Self.entrySize),
            head.starts(with: [0x50, 0x4B, 1, 2])
        {
            let length = Int(head.number(28, 2))
            let extra = Int(head.number(30, 2))
            guard let name = try cursor.take(length), let fields = try cursor.take(extra),
                try cursor.take(Int(head.number(32, 2))) != nil
            else { break }
            bytes += length
            let cut = name.prefix { $0 != 0 }.prefix(ContainerMember.longestName)
            entries.append((Self.offset(head, fields), RawPath(bytes: Array(cut))))
        }
        // Of several entries with one local header libarchive keeps the first.
        var seen: Set<UInt64> = []
        entries = entries.filter { seen.insert($0.offset).inserted }
        names = entries.sorted { $0.offset < $1.offset }.map(\.name)[...]
    }

    package mutating func next() -> RawPath? { names.popFirst() }

    private static func directory(_ source: any ContainerSource, _ size: UInt64) throws -> UInt64? {
        var cursor = SourceCursor(source, at: size - min(size, tail))
        guard let last = try cursor.take(Int(min(size, tail))), last.count >= recordSize else { return nil }
        for start in stride(from: last.count - recordSize, through: 0, by: -1)
        where last[start..<start + 4].elementsEqual([0x50, 0x4B, 5, 6]) {
            let here = size - UInt64(last.count) + UInt64(start)
            if start >= 20, last[start - 20..<start - 16].elementsEqual([0x50, 0x4B, 6, 7]) {
                return try directory64(source, last.number(start - 12, 8))
            }
            let length = last.number(start + 12, 4)
            guard length <= here else { return nil }
            // As libarchive has it: what stands before the archive moves it, the end record stays behind it.
            return here - length
        }
        return nil
    }

    private static func directory64(_ source: any ContainerSource, _ offset: UInt64) throws -> UInt64? {
        var cursor = SourceCursor(source, at: offset)
        guard let record = try cursor.take(56), record.starts(with: [0x50, 0x4B, 6, 6]) else { return nil }
        return record.number(48, 8)
    }

    /// Of the local header; in the extra field for zip64 where it is too large, behind the sizes that are too large.
    private static func offset(_ head: [UInt8], _ extra: [UInt8]) -> UInt64 {
        let short = head.number(42, 4)
        guard short == 0xFFFF_FFFF else { return short }
        var place = 0
        while place + 4 <= extra.count {
            let length = Int(extra.number(place + 2, 2))
            if extra.number(place, 2) == 1 {
                let before = [24, 20].count { head.number($0, 4) == 0xFFFF_FFFF } * 8
                let field = place + 4 + before
                return field + 8 <= extra.count ? extra.number(field, 8) : short
            }
            place += 4 + length
        }
        return short
    }
}

/// Takes bytes in order from a source.
private struct SourceCursor {
    private let source: any ContainerSource
    private var offset: UInt64
    private var pending: [UInt8] = []
    private var taken = 0

    init(_ source: any ContainerSource, at offset: UInt64) { (self.source, self.offset) = (source, offset) }

    /// Nil where fewer are left.
    mutating func take(_ count: Int) throws -> [UInt8]? {
        while pending.count - taken < count {
            let more = try source.bytes(at: offset).prefix(max(count, 64 << 10))
            guard !more.isEmpty else { return nil }
            pending.removeFirst(taken)
            taken = 0
            pending.append(contentsOf: more)
            offset += UInt64(more.count)
        }
        defer { taken += count }
        return Array(pending[taken..<taken + count])
    }
}

extension [UInt8] {
    /// Little endian; the bytes must be there.
    fileprivate func number(_ offset: Int, _ count: Int) -> UInt64 {
        self[offset..<offset + count].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
}
