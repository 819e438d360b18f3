/// A number as Windows stores it, lowest byte first.
package func le<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
    withUnsafeBytes(of: number.littleEndian) { Array($0) }
}

/// UTF-16LE without a closing zero.
package func wide(_ text: String) -> [UInt8] { text.utf16.flatMap { le($0) } }
