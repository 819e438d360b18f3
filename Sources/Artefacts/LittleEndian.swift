/// Checked reads of Windows' numbers and texts: nil past the end, whatever the evidence says.
extension UnsafeRawBufferPointer {
    func little<Number: FixedWidthInteger>(_ type: Number.Type, at offset: Int) -> Number? {
        let size = MemoryLayout<Number>.size
        guard offset >= 0, count >= size, offset <= count - size else { return nil }
        return Number(littleEndian: loadUnaligned(fromByteOffset: offset, as: Number.self))
    }

    func starts(with bytes: some Collection<UInt8>, at offset: Int = 0) -> Bool {
        guard let piece = slice(at: offset, length: bytes.count) else { return false }
        return piece.elementsEqual(bytes)
    }

    /// UTF-16LE up to a zero or the end; unpaired surrogates become U+FFFD.
    var utf16Text: String {
        var units: [UInt16] = []
        units.reserveCapacity(count / 2)
        var offset = 0
        while let unit = little(UInt16.self, at: offset), unit != 0 {
            units.append(unit)
            offset += 2
        }
        return String(decoding: units, as: UTF16.self)
    }

    /// Whether the bytes of an ASCII text stand anywhere in here, as UTF-16LE.
    func contains(utf16 text: String) -> Bool {
        firstOffset(of: text.utf8.flatMap { [$0, 0] }) != nil
    }
}
