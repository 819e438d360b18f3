import Evidence
import Foundation
import Model
import SampleImages
import Testing

/// Images made by code, opened as evidence: every file found, every byte accounted for.
@Suite struct EvidenceImageTests {
    private static let forms: [(ImageMaker.FileSystem, ImageMaker.Layout, ImageMaker.Container)] = [
        (.ext4, .bare, .raw), (.ext4, .gpt, .e01), (.fat32, .mbr, .splitRaw), (.fat32, .bare, .raw),
        (.ntfs, .gpt, .raw), (.ntfs, .mbr, .e01),
    ]

    @Test(arguments: forms.indices) func everyFileIsFoundAndEveryByteAccountedFor(_ index: Int) throws {
        let (fileSystem, layout, container) = Self.forms[index]
        let folder = try Self.folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var tree = FileTree()
        var contents: [String: Data] = [:]
        for number in 0..<40 {
            let data = Data((0..<(number * 977)).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ number) })
            tree.add(path: "docs/number \(number)/file\(number).bin", content: .data(data))
            contents["docs/number \(number)/file\(number).bin"] = data
        }
        let path = try ImageMaker.make(
            tree: tree, fileSystem: fileSystem, layout: layout, container: container, sizeMiB: 40, at: folder + "/image"
        )
        let image = try EvidenceImage(path: path)
        var total: UInt64 = 0
        var found = 0
        for volume in try image.volumes() {
            guard volume.kind == .partition else {
                total += volume.length
                continue
            }
            let opened = try image.openFileSystem(at: volume)
            var inside = opened.tail?.length ?? 0
            var files: [FoundFile] = []
            opened.slack = { inside += $0.length }
            try opened.walk { file in
                files.append(file)
                return true
            }
            for file in files {
                inside += file.ownedBytes
                guard let expected = contents[file.locator.path.text] else { continue }
                found += 1
                let again = try opened.open(metaAddress: file.locator.metaAddress, attribute: file.locator.attribute)
                #expect(try again.readAll(limit: 1 << 20) == Array(expected), "\(file.locator.path.text)")
            }
            let structures = opened.remainder(free: { inside += $0.length })
            inside += structures.reduce(0) { $0 + $1.bytes }
            #expect(inside == volume.length)
            total += inside
        }
        #expect(found == contents.count)
        #expect(total == image.size)
    }

    @Test func aDeletedFileIsFoundAsDeleted() throws {
        let folder = try Self.folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var tree = FileTree()
        tree.add(path: "DCIM/kept.txt", text: "kept")
        tree.add(path: "DCIM/gone.txt", content: .text("gone"), deleted: true)
        let path = try ImageMaker.make(
            tree: tree, fileSystem: .fat32, layout: .bare, container: .raw, sizeMiB: 40, at: folder + "/card")
        let image = try EvidenceImage(path: path)
        let fileSystem = try image.openFileSystem(at: try image.volumes()[0])
        var states: [String: FileState] = [:]
        try fileSystem.walk { file in
            states[file.locator.path.text] = file.locator.state
            return true
        }
        #expect(states["DCIM/kept.txt"] == .allocated)
        // A short name loses its first letter when it is deleted.
        let gone = states.first { $0.key.lowercased().hasSuffix("one.txt") }
        #expect(gone?.value == .deleted)
    }

    @Test func aSplitImageWithAHoleIsRefused() throws {
        let folder = try Self.folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        for piece in ["001", "002", "004"] {
            try Data(count: 4_096).write(to: URL(fileURLWithPath: folder + "/disk." + piece))
        }
        #expect(Self.code { _ = try EvidenceImage(path: folder + "/disk.001") } == "split-incomplete")
    }

    @Test func whatIsNoImageIsNamed() throws {
        let folder = try Self.folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        func file(_ bytes: [UInt8]) throws -> String {
            let path = folder + "/" + UUID().uuidString
            try Data(bytes + [UInt8](repeating: 0, count: 2_048)).write(to: URL(fileURLWithPath: path))
            return path
        }
        let cases: [([UInt8], String)] = [
            (Array("QFI".utf8) + [0xFB], "unsupported-container"),
            (Array("PK\u{3}\u{4}".utf8), "unsupported-container"),
            (Array("EVF2\r\n".utf8) + [0x81], "unsupported-container"),
            (Array("EVF\u{9}\r\n".utf8) + [0xFF, 0x00], "ewf-damaged"),
        ]
        for (magic, code) in cases {
            let path = try file(magic)
            #expect(Self.code { _ = try EvidenceImage(path: path) } == code)
        }
        #expect(Self.code { _ = try EvidenceImage(path: folder + "/nowhere") } == "image-missing")
        #expect(Self.code { _ = try EvidenceImage(path: folder) } == "image-not-a-file")
        let empty = folder + "/empty"
        try Data().write(to: URL(fileURLWithPath: empty))
        #expect(Self.code { _ = try EvidenceImage(path: empty) } == "image-empty")
        let luks = try EvidenceImage(path: file(Array("LUKS".utf8) + [0xBA, 0xBE]))
        #expect(Self.code { _ = try luks.openFileSystem(at: try luks.volumes()[0]) } == "volume-encrypted")
    }

    static func folder() throws -> String {
        let path = NSTemporaryDirectory() + "winnow-evidence-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        return path
    }

    static func code(_ body: () throws -> Void) -> String? {
        do {
            try body()
            return nil
        } catch {
            return (error as? WinnowError)?.code ?? "\(error)"
        }
    }
}
