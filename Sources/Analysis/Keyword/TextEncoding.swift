/// The encodings in which terms are searched for.
enum TextEncoding: UInt8, CaseIterable, Sendable {
    case utf8, utf16le, utf16be, windows1252, windows1251, windows1253, windows1254

    static let count = allCases.count
    /// Searched for whatever the list says.
    static let always: [TextEncoding] = [.utf8, .utf16le, .utf16be, .windows1252]

    /// As hits and lists name it.
    var name: String {
        switch self {
        case .utf8: "utf-8"
        case .utf16le: "utf-16le"
        case .utf16be: "utf-16be"
        case .windows1252: "windows-1252"
        case .windows1251: "windows-1251"
        case .windows1253: "windows-1253"
        case .windows1254: "windows-1254"
        }
    }

    var isWide: Bool { self == .utf16le || self == .utf16be }

    /// Whether it has all characters.
    var isUnicode: Bool { self == .utf8 || isWide }

    /// Nil for a character that the encoding does not have.
    func bytes(of scalar: Unicode.Scalar) -> [UInt8]? {
        switch self {
        case .utf8: Array(String(Character(scalar)).utf8)
        case .utf16le: units(scalar).flatMap { [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)] }
        case .utf16be: units(scalar).flatMap { [UInt8(truncatingIfNeeded: $0 >> 8), UInt8(truncatingIfNeeded: $0)] }
        case .windows1252: narrow(scalar, CodePages.bytes1252)
        case .windows1251: narrow(scalar, CodePages.bytes1251)
        case .windows1253: narrow(scalar, CodePages.bytes1253)
        case .windows1254: narrow(scalar, CodePages.bytes1254)
        }
    }

    /// Nil if one of them is missing in the encoding.
    func bytes(of scalars: some Sequence<Unicode.Scalar>) -> [UInt8]? {
        var all: [UInt8] = []
        for scalar in scalars {
            guard let some = bytes(of: scalar) else { return nil }
            all += some
        }
        return all
    }

    func decode(_ bytes: some Collection<UInt8>) -> String {
        switch self {
        case .utf8: String(decoding: bytes, as: UTF8.self)
        case .utf16le: String(decoding: units(bytes, low: 0), as: UTF16.self)
        case .utf16be: String(decoding: units(bytes, low: 1), as: UTF16.self)
        case .windows1252: narrow(bytes, CodePages.windows1252)
        case .windows1251: narrow(bytes, CodePages.windows1251)
        case .windows1253: narrow(bytes, CodePages.windows1253)
        case .windows1254: narrow(bytes, CodePages.windows1254)
        }
    }

    private func units(_ scalar: Unicode.Scalar) -> [UInt16] { Array(String(Character(scalar)).utf16) }

    private func units(_ bytes: some Collection<UInt8>, low: Int) -> [UInt16] {
        var units: [UInt16] = []
        units.reserveCapacity(bytes.count / 2)
        var first: UInt8?
        for byte in bytes {
            if let one = first {
                units.append(low == 0 ? UInt16(one) | UInt16(byte) << 8 : UInt16(one) << 8 | UInt16(byte))
                first = nil
            } else {
                first = byte
            }
        }
        return units
    }

    private func narrow(_ scalar: Unicode.Scalar, _ page: [Unicode.Scalar: UInt8]) -> [UInt8]? {
        scalar.isASCII ? [UInt8(scalar.value)] : page[scalar].map { [$0] }
    }

    private func narrow(_ bytes: some Collection<UInt8>, _ page: [Unicode.Scalar?]) -> String {
        var text = String.UnicodeScalarView()
        for byte in bytes { text.append(byte < 0x80 ? Unicode.Scalar(byte) : page[Int(byte) - 0x80] ?? "\u{FFFD}") }
        return String(text)
    }
}
