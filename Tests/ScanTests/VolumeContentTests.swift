import Evidence
import Foundation
import Model
import SampleImages
import Testing

/// What libtsk does not read is told by name, and what is encrypted by that.
@Suite struct VolumeContentTests {
    private static let bitLocker: [UInt8] = [
        0x3B, 0xD6, 0x67, 0x49, 0x29, 0x2E, 0xD8, 0x4A, 0x83, 0x99, 0xF6, 0xA3, 0x39, 0xE3, 0xD0, 0x01,
    ]

    private static func text(_ text: String) -> [UInt8] { Array(text.utf8) }

    /// Word, kind, and what makes a blank file such a volume.
    private static let planted: [(String, ForeignFormat.Kind, [(Int64, [UInt8])])] = [
        ("bitlocker", .encrypted, [(3, text("-FVE-FS-"))]),
        ("filevault", .encrypted, [(8, [1, 0, 0x10]), (88, text("CS"))]),
        ("pgp-disk", .encrypted, [(3, text("PGPGUARD"))]),
        ("geli", .encrypted, [(-512, text("GEOM::ELI"))]),
        ("refs", .unsupported, [(3, text("ReFS"))]),
        ("lvm", .unsupported, [(512, text("LABELONE")), (536, text("LVM2 001"))]),
        ("md-raid", .unsupported, [(4_096, [0xFC, 0x4E, 0x2B, 0xA9])]),
        ("zfs", .unsupported, [(131_072, [0x0C, 0xB1, 0xBA, 0])]),
        ("storage-spaces", .unsupported, [(4_096, text("SPACEDB "))]),
        ("udf", .unsupported, [(32_769, text("BEA01"))]),
        (
            "bcache", .unsupported,
            [
                (
                    4_120,
                    [
                        0xC6, 0x85, 0x73, 0xF6, 0x4E, 0x1A, 0x45, 0xCA, 0x82, 0x65, 0xF5, 0x7F, 0x48, 0xBA, 0x6D, 0x81,
                    ]
                )
            ]
        ),
    ]

    @Test(arguments: planted.indices) func aFormatIsToldByItsMagicBytes(_ index: Int) throws {
        let (word, kind, pieces) = Self.planted[index]
        try Self.inFolder { folder in
            try ForeignVolume.blank(folder + "/volume", mib: 4)
            for (offset, bytes) in pieces { try ForeignVolume.plant(bytes, at: offset, in: folder + "/volume") }
            let content = try Self.content(folder + "/volume")
            guard case .foreign(let format) = content else { return #expect(Bool(false), "\(word): \(content)") }
            #expect(format.word == word)
            #expect(format.kind == kind)
        }
    }

    @Test(arguments: [
        (ForeignVolume.btrfs, "btrfs", ForeignFormat.Kind.unsupported), (.xfs, "xfs", .unsupported),
        (.f2fs, "f2fs", .unsupported), (.swap, "swap", .plain), (.luks1, "luks", .encrypted),
        (.luks2, "luks", .encrypted),
    ])
    func aVolumeMadeByItsOwnToolIsNamed(_ made: ForeignVolume, _ word: String, _ kind: ForeignFormat.Kind) throws {
        try Self.inFolder { folder in
            try made.make(at: folder + "/volume", scratch: folder)
            let content = try Self.content(folder + "/volume")
            guard case .foreign(let format) = content else { return #expect(Bool(false), "\(word): \(content)") }
            #expect(format.word == word)
            #expect(format.kind == kind)
        }
    }

    /// Its start is a FAT file system that libtsk would read, with nothing of the device in it.
    @Test func bitLockerToGoIsNotTakenForTheSmallVolumeInFrontOfIt() throws {
        try Self.inFolder { folder in
            var tree = FileTree()
            tree.add(path: "Read me.url", text: "[InternetShortcut]")
            let path = try ImageMaker.make(
                tree: tree, fileSystem: .fat32, layout: .bare, container: .raw, sizeMiB: 40, at: folder + "/stick")
            try ForeignVolume.plant(Self.text("MSWIN4.1"), at: 3, in: path)
            guard case .fileSystem = try Self.content(path) else { return #expect(Bool(false), "it is FAT until then") }
            try ForeignVolume.plant(Self.bitLocker, at: 424, in: path)
            guard case .foreign(let format) = try Self.content(path) else { return #expect(Bool(false)) }
            #expect(format.word == "bitlocker-to-go")
        }
    }

    @Test func noiseIsEncryptedAndCompressedDataAreNot() throws {
        try Self.inFolder { folder in
            let seed = UInt64.random(in: 0...UInt64.max)
            var numbers = SeededNumbers(seed: seed)
            var noise = numbers.noise(4 << 20)
            try noise.write(to: URL(fileURLWithPath: folder + "/noise"))
            guard case .noise = try Self.content(folder + "/noise") else { return #expect(Bool(false), "seed \(seed)") }
            // One value a little more frequent than the others, as a coder leaves it.
            noise.withUnsafeMutableBytes { bytes in
                for index in bytes.indices where bytes[index] == 0x11 && index % 2 == 0 { bytes[index] = 0x12 }
            }
            try noise.write(to: URL(fileURLWithPath: folder + "/coded"))
            guard case .unknown = try Self.content(folder + "/coded") else {
                return #expect(Bool(false), "seed \(seed)")
            }
        }
    }

    @Test func aBlankVolumeIsSaidToBeBlank() throws {
        try Self.inFolder { folder in
            try ForeignVolume.blank(folder + "/volume", mib: 64)
            guard case .blank = try Self.content(folder + "/volume") else { return #expect(Bool(false)) }
            try ForeignVolume.plant([1], at: 40 << 20, in: folder + "/volume")
            guard case .unknown(let error) = try Self.content(folder + "/volume") else { return #expect(Bool(false)) }
            #expect(error.code == "no-file-system")
        }
    }

    /// The signs of a former ext4 lie inside NTFS's boot file, where they do no harm and confuse detection.
    @Test func ambiguousDetectionIsResolvedByName() throws {
        try Self.inFolder { folder in
            var tree = FileTree()
            tree.add(path: "kept/notes.txt", text: "synthetic")
            let ntfs = try ImageMaker.make(
                tree: tree, fileSystem: .ntfs, layout: .bare, container: .raw, sizeMiB: 24, at: folder + "/ntfs")
            let ext4 = try ImageMaker.make(
                tree: tree, fileSystem: .ext4, layout: .bare, container: .raw, sizeMiB: 24, at: folder + "/ext4")
            let old = try Data(contentsOf: URL(fileURLWithPath: ext4))[1_024..<2_048]
            try ForeignVolume.plant(Array(old), at: 1_024, in: ntfs)
            guard case .fileSystem(let opened) = try Self.content(ntfs) else { return #expect(Bool(false)) }
            #expect(opened.name == "ntfs")
            var paths: [String] = []
            try opened.walk { file in
                paths.append(file.locator.path.text)
                return true
            }
            #expect(paths.contains("kept/notes.txt"))
        }
    }

    @Test func anAPFSContainerIsAPoolWhoseBytesAddUp() throws {
        try Self.inFolder { folder in
            try ForeignVolume.apfs.make(at: folder + "/volume", scratch: folder)
            let image = try EvidenceImage(path: folder + "/volume")
            guard case .pool(let pool) = image.content(of: try image.volumes()[0]) else { return #expect(Bool(false)) }
            #expect(pool.volumes.map(\.label) == ["made"])
            var total: UInt64 = pool.tail?.length ?? 0
            for volume in pool.volumes {
                #expect(!volume.isEncrypted && volume.snapshots == 0)
                #expect(PoolAddress(fileSystem: volume.fileSystem)?.block == volume.block)
                let fileSystem = try pool.openFileSystem(volume)
                #expect(fileSystem.name == volume.fileSystem)
                fileSystem.slack = { total += $0.length }
                try fileSystem.walk { file in
                    total += file.ownedBytes
                    return true
                }
            }
            for row in pool.remainder(free: { total += $0.length }) { total += row.bytes }
            #expect(total == image.size)
        }
    }

    private static func content(_ path: String) throws -> VolumeContent {
        let image = try EvidenceImage(path: path)
        return image.content(of: try image.volumes()[0])
    }

    private static func inFolder(_ body: (String) throws -> Void) throws {
        let path = NSTemporaryDirectory() + "winnow-volumes-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: path) }
        try body(path)
    }
}
