import Foundation
import SampleImages
import Testing
import WinnowTesting

/// What of an APFS container is not read is counted and named. Nothing on Linux makes snapshots or encrypted volumes, so
/// the superblock of a volume that `mkapfs` made is changed to say that it has them, and its checksum renewed.
@Suite(.needs("mkapfs", if: Needs.haveAll(["/usr/sbin/mkapfs"]) || Needs.haveAll(["/sbin/mkapfs"])))
struct APFSVolumeTests {
    /// Offsets in `apfs_superblock_t` (Apple File System Reference).
    private enum Field {
        static let magic = 0x20
        static let allocatedBlocks = 0x58
        static let snapshots = 0xD8
        static let flags = 0x108
    }

    private static let blockSize = 4_096
    private static let unencrypted: UInt64 = 1

    /// Changes every copy of the volume's superblock.
    private static func change(_ path: String, _ field: Int, _ value: UInt64) throws {
        let file = try FileHandle(forUpdating: URL(fileURLWithPath: path))
        defer { try? file.close() }
        var changed = 0
        // Made just now, all of it lies within the first 128 MiB.
        for block in 0..<UInt64(32_768) {
            try file.seek(toOffset: block * UInt64(blockSize))
            guard var bytes = try file.read(upToCount: blockSize), bytes.count == blockSize else { break }
            guard bytes[Field.magic..<Field.magic + 4].elementsEqual("APSB".utf8) else { continue }
            try #require(checksum(bytes) == number(bytes, 0), "the checksum is not what this test takes it for")
            put(value, field, &bytes)
            put(checksum(bytes), 0, &bytes)
            try file.seek(toOffset: block * UInt64(blockSize))
            try file.write(contentsOf: bytes)
            changed += 1
        }
        try #require(changed > 0)
    }

    private static func number(_ bytes: Data, _ offset: Int) -> UInt64 {
        (0..<8).reversed().reduce(0) { $0 << 8 | UInt64(bytes[offset + $1]) }
    }

    private static func put(_ value: UInt64, _ offset: Int, _ bytes: inout Data) {
        for index in 0..<8 { bytes[offset + index] = UInt8(truncatingIfNeeded: value >> UInt64(8 * index)) }
    }

    /// Fletcher's, over 32-bit words behind the checksum itself.
    private static func checksum(_ bytes: Data) -> UInt64 {
        let modulus: UInt64 = 0xFFFF_FFFF
        var (low, high) = (UInt64(0), UInt64(0))
        for place in stride(from: 8, to: bytes.count, by: 4) {
            let word = (0..<4).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64(bytes[place + $1]) }
            low = (low + word) % modulus
            high = (high + low) % modulus
        }
        let first = modulus - (low + high) % modulus
        return (modulus - (low + first) % modulus) << 32 | first
    }

    @Test func snapshotsAndEncryptedVolumesAreNamedAndCounted() async throws {
        let scene = try await Scene()
        defer { scene.remove() }
        func volume(_ name: String) throws -> String {
            let path = scene.home + "/" + name
            try Data().write(to: URL(fileURLWithPath: path))
            let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
            try file.truncate(atOffset: 600 << 20)
            try file.close()
            try Tool(name: "mkapfs", package: "apfsprogs").run(["-L", "made", path], scratch: scene.home)
            return path
        }
        let (plain, old, sealed) = (try volume("plain"), try volume("old"), try volume("sealed"))
        try Self.change(old, Field.snapshots, 3)
        try Self.change(sealed, Field.flags, 0)
        try Self.change(sealed, Field.allocatedBlocks, 1_000)
        let manifest = try scene.file(
            "devices.csv", Data("exhibit,image\nA/1,\(plain)\nA/2,\(old)\nA/3,\(sealed)\n".utf8))
        try await scene.run("submit", "--batch", "b", "--manifest", manifest)
        try await scene.work()

        let coverage = try await scene.export("b", "coverage")
        for exhibit in ["A/1", "A/2", "A/3"] {
            let rows = coverage.filter { $0["exhibit"] as? String == exhibit }
            #expect(rows.reduce(0) { $0 + ($1["bytes"] as? Int ?? 0) } == 600 << 20, "\(exhibit)")
        }
        func has(_ exhibit: String, _ status: String, _ reason: String) -> Int? {
            coverage.first {
                $0["exhibit"] as? String == exhibit && $0["status"] as? String == status
                    && $0["reason"] as? String == reason
            }?["bytes"] as? Int
        }
        #expect(has("A/1", "skipped", "snapshot") == nil && has("A/1", "encrypted", "apfs-encrypted") == nil)
        #expect(has("A/2", "skipped", "snapshot") == 0)
        #expect(has("A/3", "encrypted", "apfs-encrypted") == 1_000 * Self.blockSize)
        let hits = try await scene.export("b", "hits").map {
            "\($0["exhibit"] ?? "") \($0["analyzer"] ?? "") \($0["term"] ?? "") \($0["count"] ?? "")"
        }
        #expect(
            hits.contains { $0.hasPrefix("A/2 volume ") && $0.hasSuffix(" 3") && $0.contains("snapshot") }, "\(hits)")
        #expect(hits.contains { $0.hasPrefix("A/3 volume ") }, "\(hits)")
        #expect(!hits.contains { $0.hasPrefix("A/1") }, "\(hits)")
        let findings = try await scene.export("b", "findings")
        #expect(
            findings.contains { $0["exhibit"] as? String == "A/3" && $0["category"] as? String == "encryption" },
            "\(findings)")
        let summaries = findings.filter { $0["exhibit"] as? String == "A/2" }.map { "\($0["summary"] ?? "")" }
        #expect(summaries.contains { $0.contains("snapshot") }, "\(findings)")
    }
}
