/// Makes Exif blocks.
package struct ExifBlock {
    package enum Value {
        case ascii(String)
        case bytes([UInt8])
        case rationals([(UInt32, UInt32)])
        case byte(UInt8)
    }

    package var isBigEndian: Bool
    package var image: [(tag: Int, value: Value)] = []
    package var exif: [(tag: Int, value: Value)] = []
    package var gps: [(tag: Int, value: Value)] = []

    package init(isBigEndian: Bool = false) { self.isBigEndian = isBigEndian }

    /// From the byte order mark on.
    package var bytes: [UInt8] {
        let mark = isBigEndian ? "MM" : "II"
        let block = joined(ascii(mark), number(42, 2), number(8, 4))
        let pointers = [(0x8769, exif), (0x8825, gps)].filter { !$0.1.isEmpty }
        let entries = image.count + pointers.count
        let directoryEnd = 8 + 2 + entries * 12 + 4
        var tail: [UInt8] = []
        var directory = number(entries, 2)
        for entry in image { directory += self.entry(entry.tag, entry.value, tailAt: directoryEnd, &tail) }
        for (tag, own) in pointers {
            let place = directoryEnd + tail.count
            let ownEnd = place + 2 + own.count * 12 + 4
            var ownTail: [UInt8] = []
            var ownDirectory = number(own.count, 2)
            for entry in own { ownDirectory += self.entry(entry.tag, entry.value, tailAt: ownEnd, &ownTail) }
            tail += joined(ownDirectory, number(0, 4), ownTail)
            directory += joined(number(tag, 2), number(4, 2), number(1, 4), number(place, 4))
        }
        return joined(block, directory, number(0, 4), tail)
    }

    private func entry(_ tag: Int, _ value: Value, tailAt: Int, _ tail: inout [UInt8]) -> [UInt8] {
        let (type, count, content): (Int, Int, [UInt8]) =
            switch value {
            case .ascii(let text): (2, text.utf8.count + 1, joined(ascii(text), [0]))
            case .bytes(let bytes): (7, bytes.count, bytes)
            case .rationals(let pairs):
                (5, pairs.count, pairs.flatMap { joined(number(Int($0.0), 4), number(Int($0.1), 4)) })
            case .byte(let byte): (1, 1, [byte])
            }
        let head = joined(number(tag, 2), number(type, 2), number(count, 4))
        if content.count <= 4 { return joined(head, content, zeros(4 - content.count)) }
        defer { tail += joined(content, zeros(content.count % 2)) }
        return joined(head, number(tailAt + tail.count, 4))
    }

    private func number(_ value: Int, _ size: Int) -> [UInt8] {
        let bytes = (0..<size).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
        return isBigEndian ? bytes.reversed() : bytes
    }
}
