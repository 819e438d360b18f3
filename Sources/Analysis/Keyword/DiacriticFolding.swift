import Foundation

/// Letters that differ by their accents only; made once from Unicode's canonical decompositions.
enum DiacriticFolding {
    /// Letters that have no decomposition and are read as another one.
    private static let others: [Unicode.Scalar: Unicode.Scalar] = [
        "\u{F8}": "o", "\u{D8}": "O", "\u{142}": "l", "\u{141}": "L", "\u{111}": "d", "\u{110}": "D", "\u{131}": "i",
        "\u{127}": "h", "\u{126}": "H",
    ]

    /// The letter without its accents; the same where it has none.
    static func base(of scalar: Unicode.Scalar) -> Unicode.Scalar {
        if let other = others[scalar] { return other }
        guard !scalar.isASCII else { return scalar }
        return String(Character(scalar)).decomposedStringWithCanonicalMapping.unicodeScalars.first ?? scalar
    }

    /// All letters that are this one but for accents, itself included.
    static func variants(of scalar: Unicode.Scalar) -> [Unicode.Scalar] {
        let base = base(of: scalar)
        return [base] + (table[base] ?? [])
    }

    private static let table: [Unicode.Scalar: [Unicode.Scalar]] = {
        var table: [Unicode.Scalar: [Unicode.Scalar]] = [:]
        // Latin, Greek and Cyrillic.
        for range in [0xC0...0x24F, 0x386...0x3CE, 0x400...0x4F9, 0x1E00...0x1FFC] as [ClosedRange<UInt32>] {
            for value in range {
                guard let scalar = Unicode.Scalar(value), scalar.properties.isAlphabetic else { continue }
                let base = base(of: scalar)
                if base != scalar { table[base, default: []].append(scalar) }
            }
        }
        return table
    }()
}
