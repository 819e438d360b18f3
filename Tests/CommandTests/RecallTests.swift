import Foundation
import SampleImages
import Testing
import WinnowTesting

/// Planted terms in every combination of encoding and place; docs/keywords.md has the table.
@Suite struct RecallTests {
    private static let names = RecallTerms.encodings.map(\.name)

    /// Files of the file system's own, which hold what lies in others a second time.
    private static let tables: Set<String> = ["$MFT", "$MFTMirr", "$LogFile"]

    @Test(arguments: ImageMaker.FileSystem.allCases, RecallMedium.Container.allCases)
    func nothingPlantedIsMissedWhateverItsEncodingAndPlace(
        fileSystem: ImageMaker.FileSystem, container: RecallMedium.Container
    ) async throws {
        let scene = try await Scene()
        defer { scene.remove() }
        let medium = try RecallMedium(scene, fileSystem, container)
        let hits = try await RecallTerms.scan(scene, medium.image).filter {
            !Self.tables.contains($0["path"] as? String ?? "")
        }
        var table = RecallTable("\(fileSystem.rawValue), \(container.rawValue)")
        for index in RecallTerms.encodings.indices {
            let encoding = Self.names[index]
            let found = hits.filter { $0["encoding"] as? String == encoding }
            func offsets(_ letter: String) -> [Int] {
                let path = "home/\(letter)\(index)"
                return found.filter { hit in
                    let own = hit["path"] as? String ?? ""
                    return own == path || own.hasPrefix(path + ":")
                }.compactMap { $0["byte_offset"] as? Int }.sorted()
            }
            for file in medium.inFiles { table.note(file.place, encoding, offsets(file.letter) == file.offsets) }
            // A deleted file's blocks are found as its content, or as free space.
            let planted = medium.planted.filter { $0.state == "unallocated" }.map(\.offset)
            let free = found.filter {
                $0["state"] as? String == "unallocated" && !planted.contains($0["byte_offset"] as? Int ?? -1)
            }
            for file in medium.inDeleted {
                let named = found.contains {
                    $0["state"] as? String != "allocated"
                        && ($0["path"] as? String ?? "").hasSuffix("\(file.letter)\(index)".dropFirst())
                }
                table.note(file.place, encoding, named || !free.isEmpty)
            }
        }
        for (place, encoding, state, offset) in medium.planted {
            let isFound = hits.contains {
                $0["encoding"] as? String == encoding && $0["state"] as? String == state
                    && $0["byte_offset"] as? Int == offset
            }
            table.note(place, encoding, isFound)
        }
        print(table.text(Self.names))
        // And nothing else: each place is one hit.
        let inFiles = medium.inFiles.reduce(0) { $0 + $1.offsets.count } + medium.inDeleted.count
        #expect(hits.count == Self.names.count * inFiles + medium.planted.count)
    }

    @Test(.needs("bsdtar, 7zz, gcab, zip and icat", if: ArchiveKit.isPossible))
    func membersOfArchivesAreSearchedLikeFiles() async throws {
        let scene = try await Scene()
        defer { scene.remove() }
        var members: [(name: String, content: Data)] = []
        for (index, encoding) in RecallTerms.encodings.enumerated() {
            let filler = Data(repeating: 0x2E, count: 100)
            members.append(("a\(index)", filler + encoding.bytes + filler))
            members.append(("l\(index)", RecallMedium.large(encoding.bytes)))
        }
        let kit = try ArchiveKit(scene, "members", members)
        let tar = try await kit.tar("tar.gz", "-z")
        let archives = [
            ("zip", try await kit.tar("zip", "--format", "zip"), ""), ("tar.gz", tar, "data!/"),
            ("7z", try await kit.tar("7z", "--format", "7zip"), ""),
            ("cpio.xz", try await kit.tar("cpio", "--format", "newc", "-J"), "data!/"),
            (
                "tar.gz in a zip",
                try await ArchiveKit(scene, "outer", [("b.tar.gz", tar)]).tar("o.zip", "--format", "zip"),
                "b.tar.gz!/data!/"
            ),
        ]
        var tree = FileTree()
        for (index, archive) in archives.enumerated() { tree.add(path: "home/\(index)", content: .data(archive.1)) }
        let image = try ImageMaker.make(
            tree: tree, fileSystem: .ext4, layout: .bare, container: .raw, sizeMiB: 64, at: scene.home + "/disk")
        let hits = try await RecallTerms.scan(scene, image)
        var table = RecallTable("members of")
        for (number, archive) in archives.enumerated() {
            for (index, encoding) in RecallTerms.encodings.enumerated() {
                func offsets(_ name: String) -> [Int] {
                    hits.filter { hit in
                        let inner = (hit["inner_path"] as? String ?? "").replacing("./", with: "")
                        return hit["path"] as? String == "home/\(number)" && inner == archive.2 + name
                            && hit["encoding"] as? String == encoding.name
                    }.compactMap { $0["byte_offset"] as? Int }.sorted()
                }
                let isFound =
                    offsets("a\(index)") == [100] && offsets("l\(index)") == RecallMedium.borders.map { $0 - 4 }
                table.note(archive.0, encoding.name, isFound)
            }
        }
        print(table.text(Self.names))
    }

    @Test func fragmentedFilesAreSearchedInTheirOrder() async throws {
        let scene = try await Scene()
        defer { scene.remove() }
        var big = Data(repeating: 0x2E, count: 64 << 10)
        for (index, encoding) in RecallTerms.encodings.enumerated() {
            let start = (index + 1) * 8_192 - 4
            big.replaceSubrange(start..<start + encoding.bytes.count, with: encoding.bytes)
        }
        let image = try await FragmentedFloppy.make(scene, big)
        let medium = try Data(contentsOf: URL(fileURLWithPath: image))
        let scattered = RecallTerms.encodings.filter { medium.range(of: $0.bytes) == nil }
        #expect(scattered.count == RecallTerms.encodings.count, "not fragmented")
        let hits = try await RecallTerms.scan(scene, image)
        var table = RecallTable("fat12, raw")
        for (index, encoding) in RecallTerms.encodings.enumerated() {
            let found = hits.filter { $0["encoding"] as? String == encoding.name }.compactMap {
                $0["byte_offset"] as? Int
            }
            table.note(
                "file in fragments of 1 KiB, over their border", encoding.name, found == [(index + 1) * 8_192 - 4])
        }
        print(table.text(Self.names))
    }
}
