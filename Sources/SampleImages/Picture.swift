import Foundation

/// A synthetic picture: a colour pattern with noise, no two seeds alike. A valid PNG of 2 to 40 KiB.
package struct Picture: Sendable {
    package var seed: UInt64
    /// Kept in the file as its PNG comment.
    package var label: String

    package init(seed: UInt64, label: String = "synthetic pattern") {
        self.seed = seed
        self.label = label
    }

    /// https://www.w3.org/TR/png-3/ with the picture in stored (uncompressed) zlib blocks.
    package var png: Data {
        var numbers = SeededNumbers(seed: seed)
        let width = numbers.number(in: 26..<112)
        let height = numbers.number(in: 26..<112)
        var file = Data([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
        // Eight bits a sample, RGB, no interlace.
        Self.chunk("IHDR", Self.bigEndian(UInt32(width)) + Self.bigEndian(UInt32(height)) + [8, 2, 0, 0, 0], to: &file)
        Self.chunk("tEXt", Data("Comment\0\(label) \(seed)".utf8), to: &file)
        Self.chunk("IDAT", Self.stored(rows(width, height, &numbers)), to: &file)
        Self.chunk("IEND", Data(), to: &file)
        return file
    }

    /// Each row is a filter byte (none) and its samples: a gradient whose low bits are noise.
    private func rows(_ width: Int, _ height: Int, _ numbers: inout SeededNumbers) -> Data {
        let length = 1 + 3 * width
        var pixels = numbers.noise(length * height)
        let base = UInt8(truncatingIfNeeded: numbers.next())
        pixels.withUnsafeMutableBytes { bytes in
            for row in 0..<height {
                let slope = base &+ UInt8(truncatingIfNeeded: row &* 2)
                for index in row * length..<(row + 1) * length {
                    bytes[index] = (bytes[index] & 0x1F) &+ slope &+ UInt8(truncatingIfNeeded: index)
                }
                bytes[row * length] = 0
            }
        }
        return pixels
    }

    private static func stored(_ data: Data) -> Data {
        var result = Data([0x78, 0x01])
        var start = data.startIndex
        while start < data.endIndex {
            let end = min(start + 65_535, data.endIndex)
            let length = UInt16(end - start)
            result.append(end == data.endIndex ? 1 : 0)
            for value in [length, ~length] {
                result.append(UInt8(truncatingIfNeeded: value))
                result.append(UInt8(truncatingIfNeeded: value >> 8))
            }
            result.append(data[start..<end])
            start = end
        }
        result.append(bigEndian(adler(data)))
        return result
    }

    private static func adler(_ data: Data) -> UInt32 {
        data.withUnsafeBytes { bytes in
            var low: UInt32 = 1
            var high: UInt32 = 0
            for byte in bytes {
                low = (low &+ UInt32(byte)) % 65_521
                high = (high &+ low) % 65_521
            }
            return high << 16 | low
        }
    }

    private static func chunk(_ type: String, _ data: Data, to file: inout Data) {
        let body = Data(type.utf8) + data
        file.append(bigEndian(UInt32(data.count)))
        file.append(body)
        file.append(bigEndian(cyclicCheck(body)))
    }

    private static func bigEndian(_ value: UInt32) -> Data {
        withUnsafeBytes(of: value.bigEndian) { Data($0) }
    }

    private static let table: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 1 ? 0xEDB8_8320 ^ value >> 1 : value >> 1 }
    }

    private static func cyclicCheck(_ data: Data) -> UInt32 {
        table.withUnsafeBufferPointer { table in
            data.withUnsafeBytes { bytes in
                var value: UInt32 = 0xFFFF_FFFF
                for byte in bytes { value = table[Int((value ^ UInt32(byte)) & 0xFF)] ^ value >> 8 }
                return ~value
            }
        }
    }
}
