/// Makes a small Outlook mailbox file ([MS-PST], Unicode, no encryption): a store, a root folder, one folder, its messages.
package struct OutlookMaker {
    package enum Value {
        case number(UInt32)
        case time(UInt64)
        case text(String)
        case bytes([UInt8])
    }

    /// By property number ([MS-OXPROPS]).
    package typealias Properties = [(id: Int, value: Value)]

    package var folder = "Inbox"
    package var messages: [Properties]

    package init(messages: [Properties]) { self.messages = messages }

    /// Files by the index of the message that they are attached to; up to some KiB each.
    package var attachments: [Int: [(name: String, content: [UInt8])]] = [:]

    package var file: [UInt8] {
        var blocks = Blocks()
        var nodes: [[UInt8]] = []
        func add(_ id: Int, parent: Int, _ data: [UInt8], below: Int = 0) {
            nodes.append(joined(le(id, 8), le(blocks.add(data), 8), le(below, 8), le(parent, 4), le(0, 4)))
        }
        add(0x21, parent: 0, Self.context([(0x3001, .text("Store"))]))
        add(0x61, parent: 0, Self.context(Self.names))
        add(0x122, parent: 0x122, Self.context([(0x3001, .text("")), (0x3602, .number(0)), (0x3603, .number(0))]))
        add(0x8022, parent: 0x122, Self.context([(0x3001, .text(folder)), (0x3602, .number(1)), (0x3603, .number(0))]))
        for (index, message) in messages.enumerated() {
            let below = attachments[index].map { Self.addAttached($0, to: &blocks) } ?? 0
            add(0x20_0024 + index * 32, parent: 0x8022, Self.context(message), below: below)
        }
        var bytes = blocks.bytes
        bytes += zeros((512 - bytes.count % 512) % 512)
        let nodePage = bytes.count
        bytes += Self.page(nodes, size: 32, kind: 0x81, number: 0x101, at: nodePage)
        let blockPage = bytes.count
        bytes += Self.page(blocks.entries, size: 24, kind: 0x80, number: 0x102, at: blockPage)
        let header = Self.header(size: bytes.count, nodePage: nodePage, blockPage: blockPage)
        bytes.replaceSubrange(0..<header.count, with: header)
        return bytes
    }

    /// The data behind the header, and where each of it lies.
    private struct Blocks {
        var bytes = zeros(0x4600)
        var entries: [[UInt8]] = []

        /// - Parameter isInternal: of the file's own structures, and no one's data.
        mutating func add(_ data: [UInt8], isInternal: Bool = false) -> Int {
            let block = (entries.count + 1) * 4 + (isInternal ? 2 : 0)
            let padding = zeros((64 - (data.count + 16) % 64) % 64)
            entries.append(joined(le(block, 8), le(bytes.count, 8), le(data.count, 2), le(2, 2), le(0, 4)))
            let trailer = joined(
                le(data.count, 2), le(OutlookMaker.signature(bytes.count, block), 2),
                le(OutlookMaker.checksum(data), 4), le(block, 8))
            bytes += joined(data, padding, trailer)
            return block
        }
    }

    /// The table of a message's attachments and they themselves, below its node.
    private static func addAttached(_ files: [(name: String, content: [UInt8])], to blocks: inout Blocks) -> Int {
        var nodes: [(id: Int, block: Int)] = [(0x671, blocks.add(table(rows: files.indices.map { $0 * 32 + 0x8025 })))]
        for (index, file) in files.enumerated() {
            let data = context([(0x3701, .bytes(file.content)), (0x3705, .number(1)), (0x3707, .text(file.name))])
            nodes.append((index * 32 + 0x8025, blocks.add(data)))
        }
        let entries = nodes.sorted { $0.id < $1.id }.flatMap { joined(le($0.id, 8), le($0.block, 8), le(0, 8)) }
        return blocks.add(joined([2, 0], le(nodes.count, 2), le(0, 4), entries), isInternal: true)
    }

    /// A table context whose rows say nothing but which node they stand for.
    private static func table(rows: [Int]) -> [UInt8] {
        let columns = joined(le(0x67F2_0003, 4), le(0, 2), [4, 0], le(0x67F3_0003, 4), le(4, 2), [4, 1])
        let info = joined(
            [0x7C, 2], le(8, 2), le(8, 2), le(8, 2), le(9, 2), le(2 << 5, 4), le(4 << 5, 4), le(0, 4), columns)
        let index = rows.enumerated().flatMap { joined(le($1, 4), le($0, 4)) }
        let matrix = rows.flatMap { joined(le($0, 4), le(1, 4), [0xC0]) }
        return heap([info, [0xB5, 4, 4, 0] + le(3 << 5, 4), index, matrix], of: 0x7C)
    }

    /// The map of named properties must be there and may say nothing.
    private static let names: Properties = [
        (1, .number(251)), (2, .bytes(zeros(16))), (3, .bytes(joined(le(0x8501, 4), le(2, 2), le(0, 2)))),
        (4, .bytes(zeros(4))),
    ]

    /// A property context: a heap with a tree of properties of one level.
    private static func context(_ properties: Properties) -> [UInt8] {
        var records: [UInt8] = []
        var values: [[UInt8]] = []
        for property in properties.sorted(by: { $0.id < $1.id }) {
            let (type, content): (Int, [UInt8]) =
                switch property.value {
                case .number(let number): (0x03, le(Int(number), 4))
                case .time(let time): (0x40, le(Int(time), 8))
                case .text(let text): (0x1F, text.utf16.flatMap { le(Int($0), 2) })
                case .bytes(let bytes): (0x102, bytes)
                }
            if type == 0x03 {
                records += joined(le(property.id, 2), le(type, 2), content)
            } else {
                values.append(content)
                records += joined(le(property.id, 2), le(type, 2), le((values.count + 2) << 5, 4))
            }
        }
        return heap([[0xB5, 2, 6, 0] + le(2 << 5, 4), records] + values, of: 0xBC)
    }

    /// Pieces of data that refer to each other by their numbers, from 1.
    private static func heap(_ items: [[UInt8]], of kind: UInt8) -> [UInt8] {
        var places = [12]
        for item in items { places.append((places.last ?? 0) + item.count) }
        var body = items.flatMap { $0 }
        if body.count % 2 == 1 { body.append(0) }
        let map = joined(le(items.count, 2), le(0, 2), places.flatMap { le($0, 2) })
        return joined(le(12 + body.count, 2), [0xEC, kind], le(0x20, 4), zeros(4), body, map)
    }

    private static func page(_ entries: [[UInt8]], size: Int, kind: UInt8, number: Int, at place: Int) -> [UInt8] {
        let content = entries.flatMap { $0 }
        let body = joined(
            content, zeros(488 - content.count), [UInt8(entries.count), UInt8(488 / size), UInt8(size), 0], zeros(4))
        return joined(body, [kind, kind], le(signature(place, number), 2), le(checksum(body), 4), le(number, 8))
    }

    private static func header(size: Int, nodePage: Int, blockPage: Int) -> [UInt8] {
        let root = joined(
            zeros(4), le(size, 8), le(0x4400, 8), zeros(16), le(0x101, 8), le(nodePage, 8), le(0x102, 8),
            le(blockPage, 8),
            [2, 0, 0, 0])
        let part = joined(
            le(0x4D53, 2), le(23, 2), le(19, 2), [1, 1], zeros(8), zeros(8), le(0x200, 8), le(1, 4),
            [[UInt8]](repeating: le(0x400, 4), count: 32).flatMap { $0 }, zeros(8), root, zeros(4),
            [UInt8](repeating: 0xFF, count: 256), [0x80, 0, 0, 0], le(0x1000, 8), zeros(4))
        let bytes = joined(ascii("!BDN"), le(checksum(Array(part.prefix(471))), 4), part)
        let whole = Array(bytes.prefix(524))
        return joined(whole, le(checksum(Array(whole[8...])), 4), zeros(564 - 528))
    }

    private static func signature(_ place: Int, _ number: Int) -> Int {
        let mixed = (place ^ number) & 0xFFFF_FFFF
        return (mixed >> 16 ^ mixed) & 0xFFFF
    }

    /// CRC-32 that begins with zero and is not inverted ([MS-PST] 5.3).
    private static func checksum(_ bytes: [UInt8]) -> Int {
        var value: UInt32 = 0
        for byte in bytes {
            value ^= UInt32(byte)
            for _ in 0..<8 { value = value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1 }
        }
        return Int(value)
    }
}

private func le(_ value: Int, _ size: Int) -> [UInt8] {
    (0..<size).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
}
