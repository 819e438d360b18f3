/// Literals that are compiled with every database and mean nothing.
///
/// Vectorscan 5.4.9 skips through the input when few literals begin alike, and its skipping misses matches near the end
/// of a chunk (measured: 56 of 300 small lists lost some, none with four companions; also
/// https://github.com/VectorCamp/vectorscan/pull/402). Literals of widely differing bytes leave it nothing to skip.
enum CompanionPatterns {
    static let expressions: [String] = (0..<32).map { number in
        (0..<8).map { place in
            ByteExpression.hex(UInt8(truncatingIfNeeded: number * 8 + place * 37 + ((number * place * 7) & 7)))
        }
        .joined()
    }
}
