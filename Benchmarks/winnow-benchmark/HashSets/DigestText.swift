import Digests
import Foundation
import Model
import SampleImages

/// Digests that are made, not computed: number n of a set is the noise of seed n.
enum DigestText {
    private static let digits = Array("0123456789abcdef".utf8)

    private static func put(_ number: UInt64, _ into: inout [UInt8]) {
        var random = SeededNumbers(seed: number &* 0x2545_F491_4F6C_DD1D)
        for _ in 0..<2 { withUnsafeBytes(of: random.next()) { into.append(contentsOf: $0) } }
        withUnsafeBytes(of: UInt32(truncatingIfNeeded: random.next())) { into.append(contentsOf: $0) }
    }

    /// A file of `count` SHA-1 digests, one a line.
    static func write(_ count: Int, to path: String) throws {
        _ = FileManager.default.createFile(atPath: path, contents: nil)
        let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        defer { try? handle.close() }
        var text: [UInt8] = []
        var digest: [UInt8] = []
        for number in 0..<count {
            digest.removeAll(keepingCapacity: true)
            put(UInt64(number), &digest)
            for byte in digest {
                text.append(digits[Int(byte >> 4)])
                text.append(digits[Int(byte & 15)])
            }
            text.append(0x0A)
            if text.count > 4 << 20 || number == count - 1 {
                try handle.write(contentsOf: text)
                text.removeAll(keepingCapacity: true)
            }
        }
    }

    /// Digests one after the other, in random order: of the set, or of none.
    static func asked(_ lookups: Int, of count: Int, hits: Bool) -> [UInt8] {
        var random = SeededNumbers(seed: 7)
        var result: [UInt8] = []
        result.reserveCapacity(lookups * 20)
        for _ in 0..<lookups { put(UInt64(random.number(in: 0..<count) + (hits ? 0 : 1 << 40)), &result) }
        return result
    }
}

enum FileDigest {
    static func of(_ path: String) throws -> String {
        let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
        defer { try? handle.close() }
        let digest = RunningDigest(.sha256)
        while let piece = try handle.read(upToCount: 1 << 20), !piece.isEmpty {
            piece.withUnsafeBytes { digest.update($0) }
        }
        return Hex.string(digest.finish())
    }
}
