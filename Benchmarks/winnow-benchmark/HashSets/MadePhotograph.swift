import CTurboJPEG
import Foundation
import Model
import SampleImages

/// A JPEG that costs a decoder what a photograph does: patterns of all sizes, coarse ones the strongest.
struct MadePhotograph {
    let columns: Int
    let rows: Int

    func jpeg() throws -> Data {
        var pixels = pixels()
        let handle = tjInitCompress()
        defer { tjDestroy(handle) }
        var start: UnsafeMutablePointer<UInt8>?
        var size: UInt = 0
        defer { tjFree(start) }
        let done = pixels.withUnsafeMutableBufferPointer {
            tjCompress2(
                handle, $0.baseAddress, Int32(columns), 0, Int32(rows), TJPF_RGB.rawValue, &start, &size,
                Int32(TJSAMP_420.rawValue), 90, 0)
        }
        guard done == 0, let start else { throw WinnowError("benchmark", "a picture could not be made") }
        return Data(bytes: start, count: Int(size))
    }

    private func pixels() -> [UInt8] {
        var numbers = SeededNumbers(seed: UInt64(columns))
        var values = [Float](repeating: 128, count: columns * rows * 3)
        for (cell, strength) in [(256, Float(120)), (64, 60), (16, 30), (4, 20), (1, 8)] {
            let width = columns / cell + 2
            let grid = [UInt8](numbers.noise(width * (rows / cell + 2) * 3))
            for row in 0..<rows {
                let down = Float(row % cell) / Float(cell)
                for column in 0..<columns {
                    let across = Float(column % cell) / Float(cell)
                    let corner = (row / cell * width + column / cell) * 3
                    for channel in 0..<3 {
                        let at = corner + channel
                        let upper = Float(grid[at]) * (1 - across) + Float(grid[at + 3]) * across
                        let below = at + width * 3
                        let lower = Float(grid[below]) * (1 - across) + Float(grid[below + 3]) * across
                        let value = upper * (1 - down) + lower * down
                        values[(row * columns + column) * 3 + channel] += (value / 255 - 0.5) * strength
                    }
                }
            }
        }
        return values.map { UInt8(max(0, min(255, $0))) }
    }
}
