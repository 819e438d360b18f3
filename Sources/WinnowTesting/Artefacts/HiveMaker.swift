/// Makes a registry hive (regf 1.5, as in libregf's documentation of the format): keys with their times,
/// values of any type and length, subkey lists of each kind. The same keys make the same bytes.
package struct HiveMaker {
    /// What subkeys are listed by.
    package enum List {
        /// With hashes, as Windows XP and later write it.
        case lh
        /// With the first four letters, as Windows NT and 2000 do.
        case lf
        /// Offsets only.
        case li
        /// A list of `li` lists of two subkeys each, as for more subkeys than one list holds.
        case ri
    }

    package struct Value {
        /// Empty for a key's default value.
        package var name: String
        /// As in the Windows SDK: 1 text, 2 expanded text, 3 bytes, 4 and 11 numbers, 7 texts.
        package var type: UInt32
        package var data: [UInt8]
        /// Length that the value says it has; nil for the true one.
        package var statedLength: UInt32?

        package init(name: String, type: UInt32, data: [UInt8], statedLength: UInt32? = nil) {
            self.name = name
            self.type = type
            self.data = data
            self.statedLength = statedLength
        }
    }

    package final class Key {
        package let name: String
        /// Last write, in Windows' 100 nanoseconds since 1601.
        package var written: UInt64
        package var list = List.lh
        package var keys: [Key] = []
        package var values: [Value] = []

        package init(_ name: String, written: UInt64 = HiveMaker.time) {
            self.name = name
            self.written = written
        }
    }

    package let root: Key
    /// Primary and secondary sequence number: they differ where the last changes are in the logs only.
    package var sequences: (primary: UInt32, secondary: UInt32) = (1, 1)
    /// The last write of keys that are not given one: 2026-01-02 03:04:05 UTC.
    package static let time: UInt64 = 134_117_966_450_000_000

    package init(root name: String = "ROOT") { root = Key(name, written: Self.time) }

    /// The key of a path, components separated by `\`; made with those above it where it is not there.
    @discardableResult
    package func key(_ path: String, written: UInt64? = nil) -> Key {
        var key = root
        for part in path.split(separator: "\\").map(String.init) {
            if let next = key.keys.first(where: { $0.name == part }) {
                key = next
            } else {
                let next = Key(part, written: Self.time)
                key.keys.append(next)
                key = next
            }
        }
        if let written { key.written = written }
        return key
    }

    package func set(_ path: String, _ name: String, text: String) {
        set(path, name, type: 1, wide(text) + [0, 0])
    }

    package func set(_ path: String, _ name: String, number: UInt32) { set(path, name, type: 4, le(number)) }

    package func set(_ path: String, _ name: String, long number: UInt64) { set(path, name, type: 11, le(number)) }

    package func set(_ path: String, _ name: String, type: UInt32 = 3, _ data: [UInt8], stated: UInt32? = nil) {
        key(path).values.append(Value(name: name, type: type, data: data, statedLength: stated))
    }

    package var file: [UInt8] { layout.file }

    /// The hive and where in the file each key's record (`nk`) and subkey list begins, by path; the root's is empty.
    package var layout: (file: [UInt8], keys: [String: Int], lists: [String: Int]) {
        var cells = HiveCells()
        let top = cells.add(root, path: "", parent: 0, isRoot: true)
        cells.close()
        var head = joined(ascii("regf"), le(sequences.primary), le(sequences.secondary), le(Self.time))
        head += joined(le(UInt32(1)), le(UInt32(5)), le(UInt32(0)), le(UInt32(1)), le(top))
        head += joined(le(UInt32(cells.bytes.count)), le(UInt32(1)))
        head += zeros(508 - head.count)
        let sum = stride(from: 0, to: 508, by: 4).reduce(UInt32(0)) { sum, place in
            sum ^ (0..<4).reduce(UInt32(0)) { $0 | UInt32(head[place + $1]) << UInt32($1 * 8) }
        }
        head += joined(le(sum), zeros(4096 - 512))
        return (
            head + cells.bytes, cells.keys.mapValues { Int($0) + 4096 + 4 },
            cells.lists.mapValues { Int($0) + 4096 + 4 }
        )
    }
}

/// Cells behind each other in bins of 4 KiB and more; offsets count from the first bin.
private struct HiveCells {
    private(set) var bytes: [UInt8] = []
    private(set) var keys: [String: UInt32] = [:]
    private(set) var lists: [String: UInt32] = [:]
    /// The end of the open bin.
    private var end = 0
    private static let none = UInt32.max
    /// Longer values are stored in segments.
    private static let segment = 16_344

    mutating func add(_ key: HiveMaker.Key, path: String, parent: UInt32, isRoot: Bool = false) -> UInt32 {
        let isNarrow = key.name.utf8.allSatisfy { $0 < 128 }
        let name = isNarrow ? ascii(key.name) : wide(key.name)
        // The record comes first, since what is below points back to it; its own fields are known last.
        let place = allocate(76 + name.count)
        keys[path] = place
        let values = key.values.map { add($0) }
        let valueList = values.isEmpty ? Self.none : add(values.flatMap { le($0) })
        let below = key.keys.map {
            ($0.name, add($0, path: path.isEmpty ? $0.name : path + "\\" + $0.name, parent: place))
        }
        let list = below.isEmpty ? Self.none : add(below, key.list)
        if !below.isEmpty { lists[path] = list }
        var record = joined(ascii("nk"), le(UInt16((isRoot ? 0x0C : 0) | (isNarrow ? 0x20 : 0))), le(key.written))
        record += joined(le(UInt32(0)), le(parent), le(UInt32(below.count)), le(UInt32(0)), le(list), le(Self.none))
        record += joined(le(UInt32(values.count)), le(valueList), le(Self.none), le(Self.none), zeros(20))
        record += joined(le(UInt16(name.count)), le(UInt16(0)), name)
        write(record, at: place)
        return place
    }

    private mutating func add(_ value: HiveMaker.Value) -> UInt32 {
        let isNarrow = value.name.utf8.allSatisfy { $0 < 128 }
        let name = isNarrow ? ascii(value.name) : wide(value.name)
        var length = value.statedLength ?? UInt32(value.data.count)
        let place: UInt32
        if value.data.count <= 4 && value.statedLength == nil {
            length |= 0x8000_0000
            place = (0..<value.data.count).reduce(UInt32(0)) { $0 | UInt32(value.data[$1]) << UInt32($1 * 8) }
        } else if value.data.count > Self.segment {
            let parts = stride(from: 0, to: value.data.count, by: Self.segment).map {
                // Windows gives the last one the full length too.
                let part = Array(value.data[$0..<min($0 + Self.segment, value.data.count)])
                return add(part + zeros(Self.segment - part.count))
            }
            let list = add(parts.flatMap { le($0) })
            place = add(joined(ascii("db"), le(UInt16(parts.count)), le(list), zeros(4)))
        } else {
            place = add(value.data)
        }
        return add(
            joined(
                ascii("vk"), le(UInt16(name.count)), le(length), le(place), le(value.type),
                le(UInt16(isNarrow ? 1 : 0)),
                le(UInt16(0)), name))
    }

    private mutating func add(_ keys: [(name: String, place: UInt32)], _ kind: HiveMaker.List) -> UInt32 {
        let count = le(UInt16(keys.count))
        switch kind {
        case .lh:
            return add(joined(ascii("lh"), count, keys.flatMap { le($0.place) + le(Self.hash($0.name)) }))
        case .lf:
            return add(
                joined(ascii("lf"), count, keys.flatMap { le($0.place) + (ascii($0.name) + zeros(4)).prefix(4) }))
        case .li: return add(joined(ascii("li"), count, keys.flatMap { le($0.place) }))
        case .ri:
            let parts = stride(from: 0, to: keys.count, by: 2).map {
                add(Array(keys[$0..<min($0 + 2, keys.count)]), .li)
            }
            return add(joined(ascii("ri"), le(UInt16(parts.count)), parts.flatMap { le($0) }))
        }
    }

    private static func hash(_ name: String) -> UInt32 {
        name.uppercased().utf16.reduce(UInt32(0)) { $0 &* 37 &+ UInt32($1) }
    }

    private mutating func add(_ content: [UInt8]) -> UInt32 {
        let place = allocate(content.count)
        write(content, at: place)
        return place
    }

    /// - Returns: the offset of a cell for so many bytes, its size written.
    private mutating func allocate(_ count: Int) -> UInt32 {
        let size = (count + 4 + 7) / 8 * 8
        if bytes.count + size > end {
            close()
            let bin = (32 + size + 4095) / 4096 * 4096
            let start = bytes.count
            bytes += joined(ascii("hbin"), le(UInt32(start)), le(UInt32(bin)), zeros(8), le(HiveMaker.time), zeros(4))
            end = start + bin
        }
        let place = bytes.count
        bytes += joined(le(Int32(-size)), zeros(size - 4))
        return UInt32(place)
    }

    private mutating func write(_ content: [UInt8], at place: UInt32) {
        let start = Int(place) + 4
        bytes.replaceSubrange(start..<start + content.count, with: content)
    }

    /// What is left of the open bin becomes a free cell.
    mutating func close() {
        let rest = end - bytes.count
        if rest > 0 { bytes += joined(le(Int32(rest)), zeros(rest - 4)) }
    }
}
