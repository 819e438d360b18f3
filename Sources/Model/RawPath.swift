/// A path or name exactly as the file system stores it: bytes, which need not be UTF-8.
///
/// Components are separated by `/`. Two paths are equal when their bytes are.
package struct RawPath: Hashable, Sendable {
    package var bytes: [UInt8]

    package init(bytes: [UInt8]) { self.bytes = bytes }
    package init(_ text: String) { self.bytes = Array(text.utf8) }

    /// UTF-8 text; each byte that is not part of valid UTF-8 is shown as `\xHH`, and `\` before such a form as `\\`.
    ///
    /// Control characters are kept: whoever prints this escapes for the place it is printed in (`Escaping`).
    package var text: String {
        if let valid = String(validating: bytes, as: UTF8.self) { return valid }
        var result = ""
        var index = bytes.startIndex
        while index < bytes.endIndex {
            let length = Self.sequenceLength(bytes[index])
            let end = index + length
            if length > 0, end <= bytes.endIndex,
                let piece = String(validating: bytes[index..<end], as: UTF8.self)
            {
                result += piece
                index = end
            } else {
                let hex = String(bytes[index], radix: 16, uppercase: true)
                result += "\\x" + (hex.count == 1 ? "0" : "") + hex
                index += 1
            }
        }
        return result
    }

    /// The bytes after the last `/`.
    package var name: ArraySlice<UInt8> {
        guard let slash = bytes.lastIndex(of: UInt8(ascii: "/")) else { return bytes[...] }
        return bytes[(slash + 1)...]
    }

    package func appending(_ name: some Sequence<UInt8>) -> RawPath {
        var result = bytes
        if !result.isEmpty, result.last != UInt8(ascii: "/") { result.append(UInt8(ascii: "/")) }
        result.append(contentsOf: name)
        return RawPath(bytes: result)
    }

    private static func sequenceLength(_ first: UInt8) -> Int {
        switch first {
        case 0x00...0x7F: 1
        case 0xC2...0xDF: 2
        case 0xE0...0xEF: 3
        case 0xF0...0xF4: 4
        default: 0
        }
    }
}

extension RawPath: Codable {
    /// Text when the bytes are UTF-8, otherwise an object with the bytes in hexadecimal: exact either way.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        if let valid = String(validating: bytes, as: UTF8.self) {
            try container.encode(valid)
        } else {
            try container.encode(["hex": Hex.string(bytes)])
        }
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let text = try? container.decode(String.self) {
            self.init(text)
        } else {
            let form = try container.decode([String: String].self)
            guard let bytes = form["hex"].flatMap({ Hex.bytes($0) }) else {
                throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a path")
            }
            self.init(bytes: bytes)
        }
    }
}
