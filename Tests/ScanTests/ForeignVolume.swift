import Foundation
import SampleImages

/// Volumes that libtsk does not read, made by the tools of the systems that do, or by their magic bytes.
enum ForeignVolume: String, CaseIterable {
    case btrfs, xfs, f2fs, swap, luks1, luks2, apfs

    /// Makes the volume as a file of its own.
    func make(at path: String, scratch: String) throws {
        let mib: Int
        let tool: Tool
        var arguments: [String]
        var input: String?
        switch self {
        case .btrfs: (mib, tool, arguments) = (120, Tool(name: "mkfs.btrfs", package: "btrfs-progs"), ["-q"])
        case .xfs: (mib, tool, arguments) = (320, Tool(name: "mkfs.xfs", package: "xfsprogs"), ["-q"])
        case .f2fs: (mib, tool, arguments) = (64, Tool(name: "mkfs.f2fs", package: "f2fs-tools"), ["-q"])
        case .swap: (mib, tool, arguments) = (8, Tool(name: "mkswap", package: "util-linux"), [])
        // Smaller ones it refuses; the file is sparse.
        case .apfs: (mib, tool, arguments) = (600, Tool(name: "mkapfs", package: "apfsprogs"), ["-L", "made"])
        case .luks1, .luks2:
            (mib, tool) = (24, Tool(name: "cryptsetup", package: "cryptsetup-bin"))
            arguments = [
                "luksFormat", "-q", "--type", rawValue, "--pbkdf", "pbkdf2", "--pbkdf-force-iterations", "1000",
            ]
            let secret = scratch + "/secret"
            try Data("synthetic".utf8).write(to: URL(fileURLWithPath: secret))
            input = secret
        }
        try Self.blank(path, mib: mib)
        try tool.run(arguments + [path] + (input == nil ? [] : ["-"]), input: input, scratch: scratch)
    }

    /// A file of zeros that takes no space.
    static func blank(_ path: String, mib: Int) throws {
        try Data().write(to: URL(fileURLWithPath: path))
        let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        try file.truncate(atOffset: UInt64(mib) << 20)
        try file.close()
    }

    /// Puts bytes into a file, counted from its end where the offset is negative.
    static func plant(_ bytes: [UInt8], at offset: Int64, in path: String) throws {
        let file = try FileHandle(forUpdating: URL(fileURLWithPath: path))
        let end = try file.seekToEnd()
        try file.seek(toOffset: offset < 0 ? end - offset.magnitude : offset.magnitude)
        try file.write(contentsOf: bytes)
        try file.close()
    }
}
