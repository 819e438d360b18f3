import Digests
import Model

/// Addresses of onion services in a text.
package struct OnionAddress: Hashable, Sendable {
    /// With `.onion`, lower case, without subdomains.
    package let host: String
    /// Version 3, which carries a checksum; version 2 has none and went out of use in October 2021.
    package let isVerified: Bool

    private static let suffix = Array(".onion".utf8)
    private static let mostFound = 1000

    /// Version 3 only with a right checksum; version 2 only where a host name can stand.
    package static func all(in text: String) -> [OnionAddress] {
        let bytes = Array(text.utf8.map(\.lowercasedASCII))
        var found: [OnionAddress] = []
        bytes.withUnsafeBytes { all in
            var offset = 0
            while found.count < mostFound, let dot = all.firstOffset(of: suffix, from: offset) {
                offset = dot + suffix.count
                // `.onions` and `.onion-x` are something else.
                if offset < all.count, isNameByte(all[offset]) { continue }
                var start = dot
                while start > 0, dot - start < 57, isBase32(all[start - 1]) { start -= 1 }
                let isWhole = start == 0 || !isNameByte(all[start - 1])
                let name = Array(all[start..<dot])
                let host = String(decoding: name, as: UTF8.self) + ".onion"
                if name.count == 56, isWhole, isVersion3(name) {
                    found.append(OnionAddress(host: host, isVerified: true))
                } else if name.count == 16, isWhole, start == 0 || " /@\"'<(=.".utf8.contains(all[start - 1]) {
                    found.append(OnionAddress(host: host, isVerified: false))
                }
            }
        }
        return found
    }

    /// Key, checksum and version: `SHA3-256(".onion checksum" | key | 3)` begins with the checksum
    /// (https://spec.torproject.org/rend-spec/encoding-onion-addresses.html).
    static func isVersion3(_ name: [UInt8]) -> Bool {
        guard let bytes = base32(name), bytes.count == 35, bytes[34] == 3 else { return false }
        let sum = RunningDigest(.sha3)
        (Array(".onion checksum".utf8) + bytes[..<32] + [3]).withUnsafeBytes { sum.update($0) }
        return sum.finish().prefix(2).elementsEqual(bytes[32..<34])
    }

    private static func base32(_ text: [UInt8]) -> [UInt8]? {
        var bytes: [UInt8] = []
        var bits = 0
        var value: UInt32 = 0
        for byte in text {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"): value = value << 5 | UInt32(byte - UInt8(ascii: "a"))
            case UInt8(ascii: "2")...UInt8(ascii: "7"): value = value << 5 | UInt32(byte - UInt8(ascii: "2") + 26)
            default: return nil
            }
            bits += 5
            if bits >= 8 {
                bits -= 8
                bytes.append(UInt8(truncatingIfNeeded: value >> UInt32(bits)))
            }
        }
        return bytes
    }

    private static func isBase32(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "2")...UInt8(ascii: "7")).contains(byte)
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            || byte == UInt8(ascii: "-")
    }
}
