/// Numbers out of bytes whose order the content itself states; nil beyond their end.
struct ByteReader {
    let bytes: UnsafeRawBufferPointer
    var isBigEndian = true

    func number(_ offset: Int, _ size: Int) -> UInt64? {
        guard offset >= 0, size <= 8, offset <= bytes.count - size else { return nil }
        var value: UInt64 = 0
        for index in 0..<size {
            value = value << 8 | UInt64(bytes[offset + (isBigEndian ? index : size - 1 - index)])
        }
        return value
    }

    func small(_ offset: Int) -> Int? { number(offset, 2).map { Int($0) } }
    func long(_ offset: Int) -> Int? { number(offset, 4).map { Int($0) } }

    /// The bytes of a range, if all of them are there.
    func slice(_ start: Int, _ count: Int) -> UnsafeRawBufferPointer? {
        guard start >= 0, count >= 0, start <= bytes.count, count <= bytes.count - start else { return nil }
        return UnsafeRawBufferPointer(rebasing: bytes[start..<(start + count)])
    }

    func starts(at offset: Int, with text: String) -> Bool {
        slice(offset, text.utf8.count)?.elementsEqual(text.utf8) ?? false
    }
}
