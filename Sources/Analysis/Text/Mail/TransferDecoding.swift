/// How mail writes bytes in lines of ASCII (RFC 2045). Tolerant: what cannot be is passed over, and the end may be missing.
enum TransferDecoding {
    static func base64(_ bytes: some Sequence<UInt8>) -> [UInt8] {
        var decoder = Base64Decoder()
        var result: [UInt8] = []
        decoder.decode(bytes, into: &result)
        decoder.finish(into: &result)
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
}
