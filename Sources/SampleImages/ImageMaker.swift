import Foundation
import Model

/// Makes device images as files: no root, no mounts, no loop devices; the same input gives the same image.
///
/// The bytes of raw images are the same in every run with the same versions of the tools. An E01 holds the same media
/// bytes, but its header tells the time at which it was written.
package enum ImageMaker {
    package enum FileSystem: String, Sendable, CaseIterable {
        case ext4, fat32, ntfs
    }

    package enum Layout: String, Sendable, CaseIterable {
        case bare, mbr, gpt
    }

    package enum Container: String, Sendable, CaseIterable {
        case raw, e01, splitRaw
    }

    /// Where the only partition starts, in bytes; also kept free at the end for the second GPT.
    package static let partitionOffset = 1 << 20

    /// Makes one image.
    ///
    /// - Parameters:
    ///   - sizeMiB: size of the medium; FAT32 needs 35 or more.
    ///   - path: where it goes; `.E01` or `.001` is appended where the container's files are named so.
    ///   - identity: seeds serial numbers and GUIDs.
    /// - Returns: the path by which the image is opened (for split containers the first segment).
    /// - Throws: `tool-missing`, `tool-failed`, `cannot-write`.
    @discardableResult
    package static func make(
        tree: FileTree, fileSystem: FileSystem, layout: Layout, container: Container, sizeMiB: Int, at path: String,
        identity: UInt64 = 1
    ) throws -> String {
        let scratch = path + ".making"
        let files = FileManager.default
        try? files.removeItem(atPath: scratch)
        do {
            try files.createDirectory(atPath: scratch, withIntermediateDirectories: true)
        } catch {
            throw WinnowError("cannot-write", "cannot make \(scratch)", cause: String(describing: error))
        }
        defer { try? files.removeItem(atPath: scratch) }

        let table = layout == .bare ? 0 : partitionOffset
        let mediumSize = sizeMiB << 20
        let volume = Volume(
            path: scratch + "/volume", size: mediumSize - 2 * table, startSector: table / 512, scratch: scratch,
            identity: identity)
        try SparseFile.create(volume.path, size: volume.size)
        switch fileSystem {
        case .ext4: try volume.makeExt4(tree)
        case .fat32: try volume.makeFAT32(tree)
        case .ntfs: try volume.makeNTFS(tree)
        }
        var medium = volume.path
        if layout != .bare {
            medium = scratch + "/medium"
            try SparseFile.create(medium, size: mediumSize)
            try PartitionTable(layout: layout, fileSystem: fileSystem, identity: identity)
                .write(to: medium, sectors: volume.size / 512, scratch: scratch)
            try SparseFile.copy(from: volume.path, to: medium, at: table)
        }
        return try container.wrap(medium, as: path, scratch: scratch)
    }
}

/// The file in which one file system is being made.
struct Volume {
    var path: String
    var size: Int
    /// Where it will stand on its medium; FAT and NTFS write this into their boot sectors.
    var startSector: Int
    var scratch: String
    var identity: UInt64

    /// The low half of the identity, spread, as file systems' 32-bit serial numbers.
    var serial: UInt32 { UInt32(truncatingIfNeeded: SeededNumbers.mix(identity)) }
}
