/// Character references of XML and HTML.
enum Entities {
    /// Bytes of the longest name that is looked up.
    static let longestName = 32

    static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "#"):
            true
        default: false
        }
    }

    /// What `&name;` stands for; nil where it is none. Without its semicolon only numbers and XML's own names count.
    static func text(of name: String, closed: Bool) -> String? {
        if name.hasPrefix("#") { return number(name.dropFirst()) }
        guard closed || ["amp", "lt", "gt", "quot", "nbsp"].contains(name) else { return nil }
        return EntityNames.table[name].map { String(Character($0)) }
    }

    /// A text with its character references resolved.
    static func resolved(_ bytes: UnsafeRawBufferPointer) -> String {
        guard bytes.contains(UInt8(ascii: "&")) else { return String(decoding: bytes, as: UTF8.self) }
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            guard bytes[index] == UInt8(ascii: "&") else {
                result.append(bytes[index])
                index += 1
                continue
            }
            var end = index + 1
            while end < bytes.count, end - index <= longestName, isNameByte(bytes[end]) { end += 1 }
            let name = String(decoding: bytes[(index + 1)..<end], as: UTF8.self)
            let isClosed = end < bytes.count && bytes[end] == UInt8(ascii: ";")
            if let text = text(of: name, closed: isClosed) {
                result.append(contentsOf: text.utf8)
                index = isClosed ? end + 1 : end
            } else {
                result.append(bytes[index])
                index += 1
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static func number(_ digits: Substring) -> String? {
        let isHexadecimal = digits.first == "x" || digits.first == "X"
        let value = isHexadecimal ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
        guard let value, value > 0 else { return nil }
        // Numbers of Windows-1252, as the HTML standard reads them.
        if (0x80...0x9F).contains(value) {
            return CharsetDecoder.text([UInt8(value)], charset: "windows-1252")
        }
        return Unicode.Scalar(value).map { String(Character($0)) }
    }
}
