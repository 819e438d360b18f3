import Evidence
import Foundation
import SampleImages
import Testing
import WinnowTesting

/// An E01 gives the bytes that were acquired, however they are asked for.
@Suite struct ExpertWitnessTests {
    @Test(arguments: ["none", "empty-block", "fast", "best"])
    func anyPieceInAnyOrderIsThatOfTheMedium(compression: String) async throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        print("seed \(seed)")
        var numbers = SeededNumbers(seed: seed)
        let folder = NSTemporaryDirectory() + "winnow-ewf-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        // Ends within a chunk.
        var medium = Data()
        for _ in 0..<40 {
            let piece = 1 + Int.random(in: 0..<200_000, using: &numbers)
            switch Int.random(in: 0..<3, using: &numbers) {
            case 0: medium.append(Data(count: piece))
            case 1: medium.append(Data((0..<piece).map { _ in UInt8.random(in: 0...255, using: &numbers) }))
            default: medium.append(Data((0..<piece).map { UInt8(truncatingIfNeeded: $0 / 7) }))
            }
        }
        medium = medium.prefix(medium.count / 512 * 512)
        try medium.write(to: URL(fileURLWithPath: folder + "/raw"))
        let made = try await Program(path: "/bin/sh").run([
            "-c", "ewfacquirestream -c \(compression) -t \(folder)/e -S 2MiB < \(folder)/raw",
        ])
        try #require(made.code == 0, "\(made.errors)")

        let image = try EvidenceImage(path: folder + "/e.E01")
        #expect(image.size == UInt64(medium.count))
        var buffer = [UInt8](repeating: 0, count: 300_000)
        var next = 0
        for round in 0..<400 {
            let start = round % 3 == 0 ? Int.random(in: 0..<medium.count, using: &numbers) : min(next, medium.count - 1)
            let count = min(
                1 + Int.random(in: 0..<(round % 5 == 0 ? 300_000 : 9_000), using: &numbers), medium.count - start)
            let got = try buffer.withUnsafeMutableBytes {
                try image.read(into: UnsafeMutableRawBufferPointer(rebasing: $0[..<count]), at: UInt64(start))
            }
            #expect(
                got == count && buffer[..<count].elementsEqual(medium[start..<(start + count)]),
                "seed \(seed): \(count) bytes at \(start)")
            next = start + count
        }
    }
}
