/// The bytes of a part as its lines come (RFC 2045). Tolerant: what cannot be is passed over.
struct PartDecoder {
    private enum Coding { case base64(Base64Decoder), quotedPrintable, plain }

    private var coding: Coding
    /// The end of the last line: it belongs to the boundary behind it, if one follows.
    private var lineEnd: [UInt8] = []

    /// - Parameter encoding: as `Content-Transfer-Encoding` has it, in lower case.
    init(_ encoding: String) {
        coding =
            switch encoding {
            case "base64": .base64(Base64Decoder())
            case "quoted-printable": .quotedPrintable
            default: .plain
            }
    }

    mutating func decode(_ line: UnsafeRawBufferPointer, into output: inout [UInt8]) {
        output += lineEnd
        lineEnd = []
        switch coding {
        case .base64(var decoder):
            decoder.decode(line, into: &output)
            coding = .base64(decoder)
            return
        case .quotedPrintable: output += TransferDecoding.quotedPrintable(line, isHeader: false)
        case .plain: output.append(contentsOf: line)
        }
        guard line.last == 0x0A, output.last == 0x0A else { return }
        lineEnd = output.suffix(2) == [0x0D, 0x0A] ? [0x0D, 0x0A] : [0x0A]
        output.removeLast(lineEnd.count)
    }

    /// - Parameter isCut: the content ended without a boundary, so that the last line's end is its own.
    mutating func finish(isCut: Bool, into output: inout [UInt8]) {
        if isCut { output += lineEnd }
        lineEnd = []
        if case .base64(var decoder) = coding { decoder.finish(into: &output) }
    }
}

/// Both alphabets of RFC 4648, whatever stands between the digits.
struct Base64Decoder {
    private var value: UInt32 = 0
    private var count = 0

    mutating func decode(_ bytes: some Sequence<UInt8>, into output: inout [UInt8]) {
        for byte in bytes {
            guard let digit = Self.digit(byte) else {
                if byte == UInt8(ascii: "=") { finish(into: &output) }
                continue
            }
            value = value << 6 | digit
            count += 1
            guard count == 4 else { continue }
            output.append(UInt8(truncatingIfNeeded: value >> 16))
            output.append(UInt8(truncatingIfNeeded: value >> 8))
            output.append(UInt8(truncatingIfNeeded: value))
            count = 0
            value = 0
        }
    }

    mutating func finish(into output: inout [UInt8]) {
        // Two digits are one byte, three are two.
        if count >= 2 { output.append(UInt8(truncatingIfNeeded: value >> (count == 2 ? 4 : 10))) }
        if count == 3 { output.append(UInt8(truncatingIfNeeded: value >> 2)) }
        count = 0
        value = 0
    }

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
