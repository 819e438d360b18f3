import Evidence
import Foundation
import Model
import SampleImages
import Testing

/// Disks as the programs of others write them: the same files must come out of each.
@Suite struct DiskFormatTests {
    struct Form: CustomTestStringConvertible, Sendable {
        var format: String
        var options: String?
        var testDescription: String { format + (options.map { " " + $0 } ?? "") }
    }

    private static let forms = [
        Form(format: "vmdk", options: "subformat=monolithicSparse"),
        Form(format: "vmdk", options: "subformat=monolithicFlat"),
        Form(format: "vmdk", options: "subformat=twoGbMaxExtentSparse"),
        Form(format: "vmdk", options: "subformat=twoGbMaxExtentFlat"),
        Form(format: "vmdk", options: "subformat=streamOptimized"),
        Form(format: "vpc", options: "subformat=dynamic,force_size=on"),
        Form(format: "vpc", options: "subformat=fixed,force_size=on"),
        Form(format: "vhdx", options: "subformat=dynamic"),
        Form(format: "vhdx", options: "subformat=fixed"),
    ]

    private static let qemu = Tool(name: "qemu-img", package: "qemu-utils")

    @Test(arguments: forms) func `a converted disk gives the files of the raw one`(_ form: Form) throws {
        let disk = try RawDisk()
        defer { disk.remove() }
        // A name says nothing: the same for all.
        let path = disk.folder + "/disk.img"
        try Self.qemu.run(
            ["convert", "-f", "raw", "-O", form.format] + (form.options.map { ["-o", $0] } ?? []) + [disk.raw, path],
            scratch: disk.folder)
        let image = try EvidenceImage(path: path)
        #expect(image.size == disk.size)
        #expect(try RawDisk.files(of: image) == disk.files)
    }

    @Test(arguments: ["qcow2", "qed", "vdi"]) func `a disk that cannot be read is named and refused`(_ format: String)
        throws
    {
        let disk = try RawDisk()
        defer { disk.remove() }
        let path = disk.folder + "/disk.dd"
        try Self.qemu.run(["convert", "-f", "raw", "-O", format, disk.raw, path], scratch: disk.folder)
        #expect(EvidenceImageTests.code { _ = try EvidenceImage(path: path) } == "unsupported-container")
    }

    @Test(arguments: ["vmdk", "vpc", "vhdx"]) func `a disk cut short is never taken for a whole one`(_ format: String)
        throws
    {
        let disk = try RawDisk()
        defer { disk.remove() }
        let path = disk.folder + "/disk"
        try Self.qemu.run(["convert", "-f", "raw", "-O", format, disk.raw, path], scratch: disk.folder)
        let handle = try FileHandle(forUpdating: URL(fileURLWithPath: path))
        try handle.truncate(atOffset: handle.seekToEnd() / 2)
        try handle.close()
        do {
            let found = try RawDisk.files(of: EvidenceImage(path: path))
            #expect(found != disk.files)
        } catch {
            #expect(error is WinnowError, "\(error)")
        }
    }

    @Test func `a difference to another disk is refused, by name`() throws {
        let disk = try RawDisk()
        defer { disk.remove() }
        let base = disk.folder + "/base.vmdk"
        let child = disk.folder + "/child.vmdk"
        try Self.qemu.run(["convert", "-f", "raw", "-O", "vmdk", disk.raw, base], scratch: disk.folder)
        try Self.qemu.run(["create", "-f", "vmdk", "-b", base, "-F", "vmdk", child], scratch: disk.folder)
        #expect(EvidenceImageTests.code { _ = try EvidenceImage(path: child) } == "parent-missing")
    }
}

/// A partitioned ext4 disk and what it holds, the yardstick of its conversions.
private struct RawDisk {
    let folder: String
    let raw: String
    let size: UInt64
    let files: [String: [UInt8]]

    init() throws {
        folder = try EvidenceImageTests.folder()
        var tree = FileTree()
        for number in 1...12 {
            let bytes = (0..<(number * 9_973)).map { UInt8(truncatingIfNeeded: $0 &* 29 &+ number &+ $0 >> 9) }
            tree.add(path: "home/ann/file \(number).bin", content: .data(Data(bytes)))
        }
        raw = try ImageMaker.make(
            tree: tree, fileSystem: .ext4, layout: .gpt, container: .raw, sizeMiB: 40, at: folder + "/raw")
        let image = try EvidenceImage(path: raw)
        size = image.size
        files = try Self.files(of: image)
        try #require(files.count { $0.key.hasPrefix("home/ann/file ") } == 12)
    }

    func remove() { try? FileManager.default.removeItem(atPath: folder) }

    static func files(of image: EvidenceImage) throws -> [String: [UInt8]] {
        var files: [String: [UInt8]] = [:]
        for volume in try image.volumes() where volume.kind == .partition {
            let opened = try image.openFileSystem(at: volume)
            var found: [FoundFile] = []
            try opened.walk { file in
                found.append(file)
                return true
            }
            for file in found where file.hasContent && file.contentSkipReason == nil && file.kind == .regular {
                let content = try opened.open(
                    metaAddress: file.locator.metaAddress, attribute: file.locator.attribute)
                files[file.locator.path.text] = try content.readAll(limit: 1 << 20)
            }
        }
        return files
    }
}
