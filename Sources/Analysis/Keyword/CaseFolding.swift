/// Simple case folding of Unicode: which single characters are the same but for case.
enum CaseFolding {
    /// The character and all that fold to the same, in ascending order; `k` gives `K`, `k` and the Kelvin sign.
    static func equivalents(of scalar: Unicode.Scalar) -> [Unicode.Scalar] {
        guard let folded = fold(scalar) else { return [scalar] }
        return table[folded] ?? [scalar]
    }

    /// The other way round, for checks.
    static func fold(_ scalar: Unicode.Scalar) -> Unicode.Scalar? {
        folds[scalar]
    }

    /// Characters by what they fold to; made once from the standard library's own tables (a few milliseconds).
    private static let (table, folds) = build()

    private static func build() -> ([Unicode.Scalar: [Unicode.Scalar]], [Unicode.Scalar: Unicode.Scalar]) {
        var classes: [Unicode.Scalar: [Unicode.Scalar]] = [:]
        var folds: [Unicode.Scalar: Unicode.Scalar] = [:]
        // Letters with case lie below U+2D30, at U+A640-ABBF, U+FB00-FF5A and in the supplementary scripts to U+1E943.
        for range in [0x41...0x2D2F, 0xA640...0xABBF, 0xFF21...0xFF5A, 0x10400...0x1E943] as [ClosedRange<UInt32>] {
            for value in range {
                guard let scalar = Unicode.Scalar(value), let folded = simpleFold(scalar) else { continue }
                folds[scalar] = folded
                classes[folded, default: []].append(scalar)
            }
        }
        return (classes.filter { $0.value.count > 1 }, folds)
    }

    /// Upper case, then lower case: final sigma, long s and the Kelvin sign fold with their plain letters.
    private static func simpleFold(_ scalar: Unicode.Scalar) -> Unicode.Scalar? {
        guard scalar.properties.isCased || scalar.properties.changesWhenCaseMapped else { return nil }
        // The dotted and dotless i of Turkish keep to themselves, as in Unicode's common folding.
        if scalar.value == 0x130 || scalar.value == 0x131 { return scalar }
        if scalar.value == 0x1E9E || scalar.value == 0xDF { return "ß" }
        let upper = single(scalar.properties.uppercaseMapping) ?? scalar
        return single(upper.properties.lowercaseMapping) ?? upper
    }

    private static func single(_ mapping: String) -> Unicode.Scalar? {
        let scalars = mapping.unicodeScalars
        return scalars.count == 1 ? scalars.first : nil
    }
}
