/// How mail writes bytes in lines of ASCII (RFC 2045). Tolerant: what cannot be is passed over, and the end may be missing.
enum TransferDecoding {
    static func decode(_ bytes: UnsafeRawBufferPointer, _ encoding: String) -> [UInt8] {
        switch encoding {
        case "base64": base64(bytes)
        case "quoted-printable": quotedPrintable(bytes, isHeader: false)
        default: Array(bytes)
        }
    }

    static func base64(_ bytes: some Sequence<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        var value: UInt32 = 0
        var count = 0
        func end() {
            // Two digits are one byte, three are two.
            if count >= 2 { result.append(UInt8(truncatingIfNeeded: value >> (count == 2 ? 4 : 10))) }
            if count == 3 { result.append(UInt8(truncatingIfNeeded: value >> 2)) }
            count = 0
            value = 0
        }
        for byte in bytes {
            guard let digit = digit(byte) else {
                if byte == UInt8(ascii: "=") { end() }
                continue
            }
            value = value << 6 | digit
            count += 1
            guard count == 4 else { continue }
            result.append(UInt8(truncatingIfNeeded: value >> 16))
            result.append(UInt8(truncatingIfNeeded: value >> 8))
            result.append(UInt8(truncatingIfNeeded: value))
            count = 0
            value = 0
        }
        end()
        return result
    }

    /// - Parameter isHeader: whether `_` stands for a space, as in RFC 2047.
    static func quotedPrintable(_ bytes: some Collection<UInt8>, isHeader: Bool) -> [UInt8] {
        let all = Array(bytes)
        var result: [UInt8] = []
        result.reserveCapacity(all.count)
        var index = 0
        while index < all.count {
            let byte = all[index]
            if byte == UInt8(ascii: "_"), isHeader {
                result.append(0x20)
            } else if byte == UInt8(ascii: "=") {
                if index + 2 < all.count, let high = hex(all[index + 1]), let low = hex(all[index + 2]) {
                    result.append(high << 4 | low)
                    index += 3
                    continue
                }
                // A soft line break, perhaps with blanks before the line's end.
                var end = index + 1
                while end < all.count, all[end] == 0x20 || all[end] == 0x09 || all[end] == 0x0D { end += 1 }
                if end < all.count, all[end] == 0x0A {
                    index = end + 1
                    continue
                }
                result.append(byte)
            } else {
                result.append(byte)
            }
            index += 1
        }
        return result
    }

    static func hex(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        default: nil
        }
    }

    /// Both alphabets, that of RFC 4648 and that for URLs.
    static func digit(_ byte: UInt8) -> UInt32? {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(byte - UInt8(ascii: "A"))
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(byte - UInt8(ascii: "a")) + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0")) + 52
        case UInt8(ascii: "+"), UInt8(ascii: "-"): 62
        case UInt8(ascii: "/"), UInt8(ascii: "_"): 63
        default: nil
        }
    }
}
