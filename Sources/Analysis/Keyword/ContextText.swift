/// Cuts the text around a match clean.
enum ContextText {
    /// Without the part of a character at either end.
    static func whole(_ bytes: [UInt8], _ encoding: TextEncoding) -> ArraySlice<UInt8> {
        switch encoding {
        case .utf8:
            var slice = bytes[...]
            var dropped = 0
            while dropped < 3, let first = slice.first, first & 0xC0 == 0x80 {
                slice.removeFirst()
                dropped += 1
            }
            for back in 1...3 where back < slice.count {
                let byte = slice[slice.endIndex - back]
                if byte < 0x80 { break }
                if byte >= 0xC0 {
                    let needed = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : 2
                    if back < needed { slice.removeLast(back) }
                    break
                }
            }
            return slice
        case .utf16le, .utf16be:
            let high = encoding == .utf16le ? 1 : 0
            var slice = bytes[...]
            if slice.count >= 2, slice[slice.startIndex + high] & 0xFC == 0xDC { slice.removeFirst(2) }
            if slice.count >= 2, slice[slice.endIndex - 2 + high] & 0xFC == 0xD8 { slice.removeLast(2) }
            return slice
        default: return bytes[...]
        }
    }

    /// Without white space and control characters at either end.
    static func trimmed(_ text: String) -> String {
        let scalars = text.unicodeScalars
        guard let first = scalars.firstIndex(where: { !isBlank($0) }),
            let last = scalars.lastIndex(where: { !isBlank($0) })
        else { return "" }
        return String(scalars[first...last])
    }

    private static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value <= 0x20 || scalar.value == 0x7F || scalar.properties.isWhitespace
    }
}
