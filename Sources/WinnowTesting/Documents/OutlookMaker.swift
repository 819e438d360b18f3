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

    package var file: [UInt8] {
        var nodes: [(id: Int, parent: Int, data: [UInt8])] = [
            (0x21, 0, Self.context([(0x3001, .text("Store"))])), (0x61, 0, Self.context(Self.names)),
            (0x122, 0x122, Self.context([(0x3001, .text("")), (0x3602, .number(0)), (0x3603, .number(0))])),
            (0x8022, 0x122, Self.context([(0x3001, .text(folder)), (0x3602, .number(1)), (0x3603, .number(0))])),
        ]
        for (index, message) in messages.enumerated() {
            nodes.append((0x20_0024 + index * 32, 0x8022, Self.context(message)))
        }
        var bytes = zeros(0x4600)
        var blocks: [[UInt8]] = []
        var entries: [[UInt8]] = []
        for (index, node) in nodes.enumerated() {
            let block = (index + 1) * 4
            let padding = zeros((64 - (node.data.count + 16) % 64) % 64)
            blocks.append(joined(le(block, 8), le(bytes.count, 8), le(node.data.count, 2), le(2, 2), le(0, 4)))
            entries.append(joined(le(node.id, 8), le(block, 8), le(0, 8), le(node.parent, 4), le(0, 4)))
            let trailer = joined(
                le(node.data.count, 2), le(Self.signature(bytes.count, block), 2), le(Self.checksum(node.data), 4),
                le(block, 8))
            bytes += joined(node.data, padding, trailer)
        }
        bytes += zeros((512 - bytes.count % 512) % 512)
        let nodePage = bytes.count
        bytes += Self.page(entries, size: 32, kind: 0x81, number: 0x101, at: nodePage)
        let blockPage = bytes.count
        bytes += Self.page(blocks, size: 24, kind: 0x80, number: 0x102, at: blockPage)
        let header = Self.header(size: bytes.count, nodePage: nodePage, blockPage: blockPage)
        bytes.replaceSubrange(0..<header.count, with: header)
        return bytes
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
        let items = [[0xB5, 2, 6, 0] + le(2 << 5, 4), records] + values
        var places = [12]
        for item in items { places.append((places.last ?? 0) + item.count) }
        var body = items.flatMap { $0 }
        if body.count % 2 == 1 { body.append(0) }
        let map = joined(le(items.count, 2), le(0, 2), places.flatMap { le($0, 2) })
        return joined(le(12 + body.count, 2), [0xEC, 0xBC], le(0x20, 4), zeros(4), body, map)
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
