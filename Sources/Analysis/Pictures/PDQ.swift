import Foundation
import Model

/// The PDQ hash of a picture's luma, after Meta's reference (ThreatExchange, pdq/cpp/hashing: pdqhashing.cpp, downscaling.cpp).
///
/// Keeps its buffers from picture to picture.
final class PDQ {
    private static let side = 64
    private static let passes = 2
    private var scratch: [Float] = []
    private var sums: [Float] = []

    /// Rows 1 to 16 of the discrete cosine transform of 64 values.
    private static let transform: [[Float]] = (1...16).map { row in
        (0..<side).map { column in
            Float((2.0 / 64).squareRoot() * cos(Double.pi / 128 * Double(row * (2 * column + 1))))
        }
    }

    /// - Parameter luma: `rows` times `columns` values from 0 to 255, row after row; is changed.
    /// - Returns: quality 0 for pictures of fewer than five rows or columns, which have no hash.
    func hash(_ luma: UnsafeMutableBufferPointer<Float>, rows: Int, columns: Int) -> PictureHash {
        guard rows >= 5, columns >= 5, luma.count >= rows * columns else {
            return PictureHash(value: [UInt8](repeating: 0, count: 32), quality: 0)
        }
        if rows != Self.side || columns != Self.side { blur(luma, rows, columns) }
        var small = [Float](repeating: 0, count: Self.side * Self.side)
        for row in 0..<Self.side {
            let from = Int((Double(row) + 0.5) * Double(rows) / Double(Self.side)) * columns
            for column in 0..<Self.side {
                small[row * Self.side + column] =
                    luma[from + Int((Double(column) + 0.5) * Double(columns) / Double(Self.side))]
            }
        }
        return PictureHash(value: Self.bits(of: Self.transformed(small)), quality: Self.quality(of: small))
    }

    /// Two tent-like passes of a box filter, so that one pixel of 64 by 64 stands for its neighbourhood.
    private func blur(_ luma: UnsafeMutableBufferPointer<Float>, _ rows: Int, _ columns: Int) {
        let count = rows * columns
        if scratch.count < count { scratch = [Float](repeating: 0, count: count) }
        if sums.count < columns { sums = [Float](repeating: 0, count: columns) }
        scratch.withUnsafeMutableBufferPointer { other in
            sums.withUnsafeMutableBufferPointer { sums in
                for _ in 0..<Self.passes {
                    Self.alongRows(luma, other, rows, columns, window: (columns + 127) / 128)
                    Self.alongColumns(other, luma, sums, rows, columns, window: (rows + 127) / 128)
                }
            }
        }
    }

    private static func alongRows(
        _ from: UnsafeMutableBufferPointer<Float>, _ to: UnsafeMutableBufferPointer<Float>, _ rows: Int,
        _ columns: Int, window: Int
    ) {
        var row = 0
        // A row's sums wait for one another; those of four rows do not.
        while row &+ 4 <= rows {
            along(from, to, row &* columns, columns, window) { from, at in
                SIMD4(from[at], from[at &+ columns], from[at &+ 2 &* columns], from[at &+ 3 &* columns])
            } put: { to, at, value in
                to[at] = value[0]
                to[at &+ columns] = value[1]
                to[at &+ 2 &* columns] = value[2]
                to[at &+ 3 &* columns] = value[3]
            }
            row += 4
        }
        while row < rows {
            along(from, to, row &* columns, columns, window) { from, at in
                SIMD4(repeating: from[at])
            } put: { to, at, value in
                to[at] = value[0]
            }
            row += 1
        }
    }

    @inline(__always)
    private static func along(
        _ from: UnsafeMutableBufferPointer<Float>, _ to: UnsafeMutableBufferPointer<Float>, _ start: Int,
        _ columns: Int, _ window: Int, _ get: (UnsafeMutableBufferPointer<Float>, Int) -> SIMD4<Float>,
        put: (UnsafeMutableBufferPointer<Float>, Int, SIMD4<Float>) -> Void
    ) {
        let half = (window + 2) / 2
        var sum = SIMD4<Float>()
        var inside: Float = 0
        for column in 0..<min(half - 1, columns) {
            sum += get(from, start &+ column)
            inside += 1
        }
        for column in 0..<columns {
            let entering = column &+ half &- 1
            if entering < columns {
                sum += get(from, start &+ entering)
                inside += 1
            }
            let leaving = entering &- window
            if leaving >= 0 {
                sum -= get(from, start &+ leaving)
                inside -= 1
            }
            put(to, start &+ column, sum / inside)
        }
    }

    /// The same down the columns, a whole row at a time.
    private static func alongColumns(
        _ from: UnsafeMutableBufferPointer<Float>, _ to: UnsafeMutableBufferPointer<Float>,
        _ sums: UnsafeMutableBufferPointer<Float>, _ rows: Int, _ columns: Int, window: Int
    ) {
        let half = (window + 2) / 2
        var inside: Float = 0
        for column in 0..<columns { sums[column] = 0 }
        for row in 0..<min(half - 1, rows) {
            for column in 0..<columns { sums[column] += from[row &* columns &+ column] }
            inside += 1
        }
        for row in 0..<rows {
            let entering = row + half - 1
            if entering < rows {
                for column in 0..<columns { sums[column] += from[entering &* columns &+ column] }
                inside += 1
            }
            let leaving = entering - window
            if leaving >= 0 {
                for column in 0..<columns { sums[column] -= from[leaving &* columns &+ column] }
                inside -= 1
            }
            for column in 0..<columns { to[row &* columns &+ column] = sums[column] / inside }
        }
    }

    /// How much the picture has that could be compared: sums of steps between neighbours.
    private static func quality(of small: [Float]) -> Int {
        var sum = 0
        func add(_ one: Float, _ other: Float) { sum += abs(Int((one - other) * 100 / 255)) }
        for row in 0..<side - 1 {
            for column in 0..<side { add(small[row * side + column], small[(row + 1) * side + column]) }
        }
        for row in 0..<side {
            for column in 0..<side - 1 { add(small[row * side + column], small[row * side + column + 1]) }
        }
        return min(100, sum / 90)
    }

    private static func transformed(_ small: [Float]) -> [Float] {
        var half = [Float](repeating: 0, count: 16 * side)
        for row in 0..<16 {
            for column in 0..<side {
                var sum: Float = 0
                for inner in 0..<side { sum += transform[row][inner] * small[inner * side + column] }
                half[row * side + column] = sum
            }
        }
        var result = [Float](repeating: 0, count: 256)
        for row in 0..<16 {
            for column in 0..<16 {
                var sum: Float = 0
                for inner in 0..<side { sum += half[row * side + inner] * transform[column][inner] }
                result[row * 16 + column] = sum
            }
        }
        return result
    }

    /// A bit for each value above the lower median; bit 0 is the last of the text.
    private static func bits(of values: [Float]) -> [UInt8] {
        let median = values.sorted()[127]
        var bytes = [UInt8](repeating: 0, count: 32)
        for (bit, value) in values.enumerated() where value > median { bytes[31 - bit / 8] |= 1 << (bit % 8) }
        return bytes
    }
}
