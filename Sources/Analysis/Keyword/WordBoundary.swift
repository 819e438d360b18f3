/// Whether a match stands alone as a word, judged by the characters beside it.
enum WordBoundary {
    /// Bytes on either side that decide.
    static let reach = 4

    /// Letters, marks, numbers and `_`, except in scripts that are written without spaces between words.
    static func isWord(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII {
            return scalar == "_" || scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
        }
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .nonspacingMark,
            .spacingMark, .enclosingMark, .decimalNumber, .letterNumber, .otherNumber:
            return !isWithoutSpaces(scalar)
        default: return false
        }
    }

    /// Han, kana, Thai, Lao, Myanmar, Khmer and their relatives.
    private static func isWithoutSpaces(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x0E00...0x0EFF, 0x1000...0x109F, 0x1780...0x17FF, 0x1950...0x19DF, 0x1A20...0x1AAF, 0x2E80...0x2FDF,
            0x3005...0x3007, 0x3021...0x3029, 0x3031...0x312F, 0x31A0...0x31BF, 0x31F0...0x31FF, 0x3400...0x4DBF,
            0x4E00...0xA4CF, 0xA9E0...0xA9FF, 0xAA60...0xAA7F, 0xF900...0xFAFF, 0xFF66...0xFF9F, 0x1AFF0...0x1B16F,
            0x20000...0x3FFFF:
            true
        default: false
        }
    }

    /// The character that ends at the end of `bytes` (up to 4); nil when there is none.
    static func last(_ bytes: some BidirectionalCollection<UInt8>, in encoding: TextEncoding) -> Unicode.Scalar? {
        switch encoding {
        case .utf8:
            for length in 1...4 where length <= bytes.count {
                if let text = String(validating: bytes.suffix(length), as: UTF8.self) {
                    return text.unicodeScalars.first
                }
            }
            return nil
        case .utf16le, .utf16be:
            return whole(encoding.decode(bytes.suffix(min(4, bytes.count & ~1))).unicodeScalars.last)
        default: return encoding.decode(bytes.suffix(1)).unicodeScalars.last
        }
    }

    /// The character that begins at the start of `bytes` (up to 4); nil when there is none.
    static func first(_ bytes: some BidirectionalCollection<UInt8>, in encoding: TextEncoding) -> Unicode.Scalar? {
        switch encoding {
        case .utf8:
            for length in 1...4 where length <= bytes.count {
                if let text = String(validating: bytes.prefix(length), as: UTF8.self) {
                    return text.unicodeScalars.first
                }
            }
            return nil
        case .utf16le, .utf16be:
            return whole(encoding.decode(bytes.prefix(min(4, bytes.count & ~1))).unicodeScalars.first)
        default: return encoding.decode(bytes.prefix(1)).unicodeScalars.first
        }
    }

    /// Half of a pair is no character.
    private static func whole(_ scalar: Unicode.Scalar?) -> Unicode.Scalar? { scalar == "\u{FFFD}" ? nil : scalar }
}
