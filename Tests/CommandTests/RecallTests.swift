import Foundation
import SampleImages
import Testing
import WinnowTesting

/// Planted terms in every combination of encoding and place; docs/keywords.md has the table.
@Suite struct RecallTests {
    private static let list =
        "#winnow: encodings=windows-1251,windows-1253,windows-1254\ngrünspecht\nдятел\nδρυοκολάπτης\nağaçkakan\n"

    private static let encodings: [(name: String, bytes: Data)] = [
        ("utf-8", Data("GrünSpecht".utf8)),
        ("utf-16le", Data("GrünSpecht".utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] })),
        ("utf-16be", Data("GrünSpecht".utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] })),
        ("windows-1252", Data([0x47, 0x72, 0xFC, 0x6E]) + Data("Specht".utf8)),
        ("windows-1251", Data([0xC4, 0xFF, 0xF2, 0xE5, 0xEB])),
        ("windows-1253", Data([0xE4, 0xF1, 0xF5, 0xEF, 0xEA, 0xEF, 0xEB, 0xDC, 0xF0, 0xF4, 0xE7, 0xF2])),
        ("windows-1254", Data([0x61, 0xF0, 0x61, 0xE7]) + Data("kakan".utf8)),
    ]

    private static func scan(_ scene: Scene, _ image: String) async throws -> [[String: Any]] {
        try await scene.run("keywords", "add", scene.file("l.txt", Data(list.utf8)), "--name", "l")
        try await scene.run("submit", "--batch", "b", image, "--keywords", "l")
        try await scene.work()
        return try await scene.export("b", "hits")
    }

    @Test func nothingPlantedIsMissedWhateverItsEncodingAndPlace() async throws {
        let scene = try await Scene()
        defer { scene.remove() }
        var tree = FileTree()
        for (index, encoding) in Self.encodings.enumerated() {
            let filler = Data(repeating: 0x2E, count: 100)
            tree.add(path: "home/a\(index)", content: .data(filler + encoding.bytes + filler))
            tree.add(path: "home/d\(index)", content: .data(filler + encoding.bytes + filler), deleted: true)
            // Over the border of two blocks, and of two chunks.
            var large = Data(repeating: 0x2E, count: (2 << 20) + 4_096)
            for border in [4_096, 1 << 20] {
                let start = border - 4
                large.replaceSubrange(start..<start + encoding.bytes.count, with: encoding.bytes)
            }
            tree.add(path: "home/l\(index)", content: .data(large))
            tree.add(path: "home/s\(index)", text: "the end of page \(index) is here")
        }
        let image = try ImageMaker.make(
            tree: tree, fileSystem: .ext4, layout: .mbr, container: .raw, sizeMiB: 64, at: scene.home + "/disk")
        var medium = try Data(contentsOf: URL(fileURLWithPath: image))
        var planted: [(encoding: String, state: String, offset: Int)] = []
        for (index, encoding) in Self.encodings.enumerated() {
            let page = try #require(medium.range(of: Data("the end of page \(index) is here".utf8)))
            let places = [
                ("slack", page.upperBound + 200 + page.upperBound % 2),
                ("unallocated", (60 << 20) + index * 8_192 + 4_092),
                ("unallocated", (300 << 10) + index * 1_024),
            ]
            for (state, offset) in places {
                let range = offset..<offset + encoding.bytes.count
                try #require(medium[range].allSatisfy { $0 == 0 }, "byte \(offset) is in use")
                medium.replaceSubrange(range, with: encoding.bytes)
                planted.append((encoding.name, state, offset))
            }
        }
        try medium.write(to: URL(fileURLWithPath: image))

        let hits = try await Self.scan(scene, image)
        for (encoding, state, offset) in planted {
            let found = hits.contains {
                $0["encoding"] as? String == encoding && $0["state"] as? String == state
                    && $0["byte_offset"] as? Int == offset
            }
            print("recall \(encoding) \(state) \(offset): \(found ? "found" : "MISSED")")
            #expect(found, "\(encoding) in \(state) at \(offset)")
        }
        for (index, encoding) in Self.encodings.enumerated() {
            for (name, offsets) in [("a", [100]), ("l", [4_092, (1 << 20) - 4])] {
                let found = hits.filter {
                    $0["path"] as? String == "home/\(name)\(index)" && $0["encoding"] as? String == encoding.name
                }.compactMap { $0["byte_offset"] as? Int }
                print("recall \(encoding.name) allocated \(name): \(found == offsets ? "found" : "MISSED \(found)")")
                #expect(found == offsets, "\(encoding.name) in \(name)\(index)")
            }
            // A deleted file's blocks are found as its content, or as free space.
            let deleted = hits.contains {
                $0["encoding"] as? String == encoding.name
                    && (($0["path"] as? String)?.hasSuffix("d\(index)") == true
                        || ($0["state"] as? String == "unallocated"
                            && !planted.map(\.offset).contains($0["byte_offset"] as? Int ?? -1)))
            }
            print("recall \(encoding.name) deleted: \(deleted ? "found" : "MISSED")")
            #expect(deleted, "\(encoding.name) deleted")
        }
        // And nothing else: each place is one hit.
        #expect(hits.count == Self.encodings.count * (3 + 1 + 2 + 1), "\(hits.count)")
    }

    @Test func fragmentedFilesAreSearchedInTheirOrder() async throws {
        let scene = try await Scene()
        defer { scene.remove() }
        var big = Data(repeating: 0x2E, count: 64 << 10)
        for (index, encoding) in Self.encodings.enumerated() {
            let start = (index + 1) * 8_192 - 4
            big.replaceSubrange(start..<start + encoding.bytes.count, with: encoding.bytes)
        }
        _ = try scene.file("big.txt", big)
        // A floppy full of small files, every second of them gone: what comes then lies in their holes.
        let script = """
            set -e; cd '\(scene.home)'; mkdir f; truncate -s 1474560 disk.img
            mformat -i disk.img -f 1440 ::; mmd -i disk.img ::/d
            for i in $(seq 1001 2299); do head -c 1024 /dev/zero | tr '\\0' 'x' > f/$i; done
            mcopy -i disk.img f/* ::/d; head -c 78000 /dev/zero > fill; mcopy -i disk.img fill ::/
            mdel -i disk.img $(seq -f '::/d/%g' 1002 2 2298); mcopy -i disk.img big.txt ::/
            """
        let made = try await Program(path: "/bin/sh").run(["-c", script])
        try #require(made.code == 0, "\(made.errors)")
        let image = scene.home + "/disk.img"
        let medium = try Data(contentsOf: URL(fileURLWithPath: image))
        let scattered = Self.encodings.filter { medium.range(of: $0.bytes) == nil }
        #expect(scattered.count == Self.encodings.count, "not fragmented: \(made.errors)")
        let hits = try await Self.scan(scene, image)
        for (index, encoding) in Self.encodings.enumerated() {
            let found = hits.filter { $0["encoding"] as? String == encoding.name }.compactMap {
                $0["byte_offset"] as? Int
            }
            print("recall \(encoding.name) fragmented: \(found)")
            #expect(found == [(index + 1) * 8_192 - 4], "\(encoding.name)")
        }
    }
}
