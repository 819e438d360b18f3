/// The encodings in which terms are searched for.
enum TextEncoding: UInt8, CaseIterable, Sendable {
    case utf8, utf16le

    /// As hits name it.
    var name: String {
        switch self {
        case .utf8: "utf-8"
        case .utf16le: "utf-16le"
        }
    }

    func bytes(of scalar: Unicode.Scalar) -> [UInt8] {
        switch self {
        case .utf8: Array(String(Character(scalar)).utf8)
        case .utf16le:
            String(Character(scalar)).utf16.flatMap {
                [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)]
            }
        }
    }

    func decode(_ bytes: some Collection<UInt8>) -> String {
        switch self {
        case .utf8: return String(decoding: bytes, as: UTF8.self)
        case .utf16le:
            var units: [UInt16] = []
            units.reserveCapacity(bytes.count / 2)
            var low: UInt8?
            for byte in bytes {
                if let first = low {
                    units.append(UInt16(first) | UInt16(byte) << 8)
                    low = nil
                } else {
                    low = byte
                }
            }
            return String(decoding: units, as: UTF16.self)
        }
    }
}
