import Digests

/// Hexadecimal digits as they lie in a file.
enum HexDigits {
    /// Nil for what is no digit.
    static func value(_ character: UInt8) -> UInt8? {
        switch character {
        case 0x30...0x39: character &- 0x30
        case 0x41...0x46: character &- 0x37
        case 0x61...0x66: character &- 0x57
        default: nil
        }
    }

    /// Writes the bytes of an even number of digits; false when one of them is none.
    static func decode(_ hex: UnsafeRawBufferPointer, into bytes: UnsafeMutableRawBufferPointer) -> Bool {
        guard hex.count == bytes.count * 2 else { return false }
        for index in 0..<bytes.count {
            guard let high = value(hex[2 &* index]), let low = value(hex[2 &* index &+ 1]) else { return false }
            bytes[index] = high << 4 | low
        }
        return true
    }
}

/// Digests that would match every empty file, or mean that there is none.
enum EmptyDigests {
    private static let ofNothing: [[UInt8]] = [
        [UInt8](RunningDigest.of([], .md5)), RunningDigest.of([], .sha1), RunningDigest.of([], .sha256),
    ]

    static func contains(_ digest: UnsafeRawBufferPointer, _ kind: EntryKind) -> Bool {
        guard let first = digest.first else { return true }
        if first == 0 || first == 0xFF, digest.allSatisfy({ $0 == first }) { return true }
        guard kind != .pdq else { return false }
        let nothing = ofNothing[kind.rawValue]
        return first == nothing[0] && digest.elementsEqual(nothing)
    }
}
