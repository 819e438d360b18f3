/// Words of a header in another character set: `=?utf-8?Q?caf=C3=A9?=` (RFC 2047).
enum EncodedWords {
    static func decode(_ raw: some Collection<UInt8>) -> String {
        let bytes = Array(raw)
        guard bytes.contains(UInt8(ascii: "?")) else { return CharsetDecoder.text(bytes, charset: nil) }
        var result = ""
        var plainStart = 0
        var index = 0
        // Neighbouring words of one character set may share a character.
        var pending: (charset: String, bytes: [UInt8])?
        func endWord() {
            if let word = pending { result += CharsetDecoder.text(word.bytes, charset: word.charset) }
            pending = nil
        }
        while index + 1 < bytes.count {
            guard bytes[index] == UInt8(ascii: "="), bytes[index + 1] == UInt8(ascii: "?"),
                let word = word(bytes, index)
            else {
                index += 1
                continue
            }
            let between = bytes[plainStart..<index]
            let isBlank = between.allSatisfy { $0 <= 0x20 }
            if pending == nil || !isBlank {
                endWord()
                result += CharsetDecoder.text(between, charset: nil)
            } else if pending?.charset != word.charset {
                endWord()
            }
            pending = (word.charset, (pending?.bytes ?? []) + word.bytes)
            index = word.end
            plainStart = index
        }
        endWord()
        return result + CharsetDecoder.text(bytes[plainStart...], charset: nil)
    }

    private static func word(_ bytes: [UInt8], _ start: Int) -> (charset: String, bytes: [UInt8], end: Int)? {
        let question = UInt8(ascii: "?")
        guard let first = bytes[(start + 2)...].prefix(80).firstIndex(of: question), first + 2 < bytes.count,
            bytes[first + 2] == question,
            let end = bytes[(first + 3)...].prefix(2_000).firstIndex(of: question), end + 1 < bytes.count,
            bytes[end + 1] == UInt8(ascii: "=")
        else { return nil }
        let label = String(decoding: bytes[(start + 2)..<first], as: UTF8.self)
        // A language may follow the character set (RFC 2231).
        let charset = String(label.prefix { $0 != "*" }).lowercased()
        let content = bytes[(first + 3)..<end]
        switch bytes[first + 1] | 0x20 {
        case UInt8(ascii: "b"): return (charset, TransferDecoding.base64(content), end + 2)
        case UInt8(ascii: "q"):
            return (charset, TransferDecoding.quotedPrintable(content, isHeader: true), end + 2)
        default: return nil
        }
    }
}

/// `%41` for `A` (RFC 3986).
enum PercentCoding {
    static func decode(_ bytes: some Collection<UInt8>) -> [UInt8] {
        let all = Array(bytes)
        var result: [UInt8] = []
        result.reserveCapacity(all.count)
        var index = 0
        while index < all.count {
            if all[index] == UInt8(ascii: "%"), index + 2 < all.count,
                let high = TransferDecoding.hex(all[index + 1]), let low = TransferDecoding.hex(all[index + 2])
            {
                result.append(high << 4 | low)
                index += 3
            } else {
                result.append(all[index])
                index += 1
            }
        }
        return result
    }
}
