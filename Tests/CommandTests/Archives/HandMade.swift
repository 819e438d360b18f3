import Foundation

/// Archives laid out byte by byte: formats that no free tool writes, and what no honest tool would write.
enum HandMade {
    struct Entry {
        var name: [UInt8]
        var content: Data
        /// General purpose bit 11 of a zip.
        var isUTF8 = false

        init(_ name: String, _ content: Data) { (self.name, self.content) = (Array(name.utf8), content) }

        init(bytes: [UInt8], isUTF8: Bool, _ content: Data) {
            (name, self.content, self.isUTF8) = (bytes, content, isUTF8)
        }
    }

    /// Stored members, with a central directory (PKWARE APPNOTE).
    static func zip(_ entries: [Entry]) -> Data {
        let body = Layout()
        let directory = Layout()
        for entry in entries {
            let fields = Layout()
            fields.put(20, 2).put(entry.isUTF8 ? 0x800 : 0, 2).put(0, 2).put(0, 4)
            fields.put(UInt64(Checksum.crc32(entry.content)), 4).put(entry.content.count, 4).put(entry.content.count, 4)
            fields.put(entry.name.count, 2).put(0, 2)
            directory.put("PK\u{1}\u{2}").put(0x031E, 2).put(fields.data).put(0, 2).put(0, 2).put(0, 2)
            directory.put(UInt64(0o100644 << 16), 4).put(body.data.count, 4).put(Data(entry.name))
            body.put("PK\u{3}\u{4}").put(fields.data).put(Data(entry.name)).put(entry.content)
        }
        return zip(body, directory, entries.count)
    }

    /// Members that share one compressed kernel, each quoting the headers of those behind it (David Fifield, "A better
    /// zip bomb").
    ///
    /// - Parameters:
    ///   - kernel: a raw deflate stream that gives `size` bytes.
    static func overlapping(_ kernel: Data, size: Int, members: Int) -> Data {
        let header = 34
        let body = Layout()
        let directory = Layout()
        for index in 0..<members {
            let name = String(1_000 + index)
            let quotes = members - 1 - index
            let fields = Layout()
            fields.put(20, 2).put(0, 2).put(8, 2).put(0, 4).put(0, 4)
            fields.put(quotes * (header + 5) + kernel.count, 4).put(quotes * header + size, 4).put(4, 2).put(0, 2)
            directory.put("PK\u{1}\u{2}").put(20, 2).put(fields.data).put(0, 2).put(0, 2).put(0, 2).put(0, 4)
            directory.put(body.data.count, 4).put(name)
            body.put("PK\u{3}\u{4}").put(fields.data).put(name)
            if index < members - 1 { body.put(0, 1).put(header, 2).put(UInt64(~UInt16(header)), 2) }
        }
        body.put(kernel)
        return zip(body, directory, members)
    }

    private static func zip(_ body: Layout, _ directory: Layout, _ count: Int) -> Data {
        let whole = Layout(body.data)
        whole.put(directory.data).put("PK\u{5}\u{6}").put(0, 4).put(count, 2).put(count, 2)
        whole.put(directory.data.count, 4).put(body.data.count, 4).put(0, 2)
        return whole.data
    }

    /// Stored members of RAR 2.9 to 4 (unrar's technote.txt).
    static func rar(_ entries: [Entry]) -> Data {
        let whole = Layout()
        func block(_ rest: Layout) { whole.put(UInt64(Checksum.crc32(rest.data) & 0xFFFF), 2).put(rest.data) }
        whole.put(Data([0x52, 0x61, 0x72, 0x21, 0x1A, 7, 0]))
        let main = Layout()
        main.put(0x73, 1).put(0, 2).put(13, 2).put(0, 6)
        block(main)
        for entry in entries {
            let size = entry.content.count
            let file = Layout()
            file.put(0x74, 1).put(0x8000, 2).put(32 + entry.name.count, 2).put(size, 4).put(size, 4).put(3, 1)
            file.put(UInt64(Checksum.crc32(entry.content)), 4).put(0x5C22_4800, 4).put(20, 1).put(0x30, 1)
            file.put(entry.name.count, 2).put(0o100644, 4).put(Data(entry.name))
            block(file)
            whole.put(entry.content)
        }
        let end = Layout()
        end.put(0x7B, 1).put(0x4000, 2).put(7, 2)
        block(end)
        return whole.data
    }

    /// Stored members of RAR 5 (rarlab.com/technote.htm).
    static func rar5(_ entries: [Entry]) -> Data {
        let whole = Layout()
        func block(_ rest: Layout) {
            let sized = Layout()
            sized.variable(rest.data.count).put(rest.data)
            whole.put(UInt64(Checksum.crc32(sized.data)), 4).put(sized.data)
        }
        whole.put(Data([0x52, 0x61, 0x72, 0x21, 0x1A, 7, 1, 0]))
        block(Layout(Data([1, 0, 0])))
        for entry in entries {
            let file = Layout()
            file.put(2, 1).put(2, 1).variable(entry.content.count).put(4, 1).variable(entry.content.count)
            file.variable(0o100644).put(UInt64(Checksum.crc32(entry.content)), 4).put(0, 1).put(1, 1)
            file.variable(entry.name.count).put(Data(entry.name))
            block(file)
            whole.put(entry.content)
        }
        block(Layout(Data([5, 0, 0])))
        return whole.data
    }

    /// Stored members of LHA, header level 0.
    static func lha(_ entries: [Entry]) -> Data {
        let whole = Layout()
        for entry in entries {
            let header = Layout()
            header.put("-lh0-").put(entry.content.count, 4).put(entry.content.count, 4).put(0x5C22_4800, 4)
            header.put(0x20, 1).put(0, 1).put(entry.name.count, 1).put(Data(entry.name))
            header.put(UInt64(Checksum.crc16(entry.content)), 2)
            let sum = header.data.reduce(UInt8(0)) { $0 &+ $1 }
            whole.put(header.data.count, 1).put(UInt64(sum), 1).put(header.data).put(entry.content)
        }
        return whole.put(0, 1).data
    }
}

/// Bytes that are laid down one field after the other, little endian.
final class Layout {
    private(set) var data: Data

    init(_ data: Data = Data()) { self.data = data }

    @discardableResult func put(_ value: UInt64, _ count: Int) -> Layout {
        for index in 0..<count { data.append(UInt8(truncatingIfNeeded: value >> UInt64(8 * index))) }
        return self
    }

    @discardableResult func put(_ value: Int, _ count: Int) -> Layout { put(UInt64(value), count) }

    @discardableResult func put(_ text: String) -> Layout { put(Data(text.utf8)) }

    @discardableResult func put(_ bytes: Data) -> Layout {
        data.append(bytes)
        return self
    }

    /// RAR 5's numbers: seven bits a byte.
    @discardableResult func variable(_ value: Int) -> Layout {
        var rest = UInt64(value)
        while rest > 0x7F {
            data.append(UInt8(rest & 0x7F) | 0x80)
            rest >>= 7
        }
        data.append(UInt8(rest))
        return self
    }
}

enum Checksum {
    static func crc32(_ data: Data) -> UInt32 {
        var crc = ~UInt32(0)
        for byte in data {
            crc ^= UInt32(byte)
            for _ in 0..<8 { crc = crc & 1 == 1 ? (crc >> 1) ^ 0xEDB8_8320 : crc >> 1 }
        }
        return ~crc
    }

    static func crc16(_ data: Data) -> UInt16 {
        var crc: UInt16 = 0
        for byte in data {
            crc ^= UInt16(byte)
            for _ in 0..<8 { crc = crc & 1 == 1 ? (crc >> 1) ^ 0xA001 : crc >> 1 }
        }
        return crc
    }
}
