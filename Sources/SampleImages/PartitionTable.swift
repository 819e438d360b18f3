import Foundation

/// A table with one partition, written by sfdisk from a script with fixed identifiers.
struct PartitionTable {
    var layout: ImageMaker.Layout
    var fileSystem: ImageMaker.FileSystem
    var identity: UInt64

    func write(to medium: String, sectors: Int, scratch: String) throws {
        var numbers = SeededNumbers(seed: identity)
        let start = ImageMaker.partitionOffset / 512
        var lines: [String]
        if layout == .gpt {
            lines = ["label: gpt", "label-id: \(numbers.guid())", "first-lba: \(start)"]
            lines.append("start=\(start), size=\(sectors), type=\(gptType), uuid=\(numbers.guid()), name=\"Data\"")
        } else {
            lines = ["label: dos", "label-id: 0x" + String(UInt32(truncatingIfNeeded: numbers.next()), radix: 16)]
            lines.append("start=\(start), size=\(sectors), type=\(mbrType)")
        }
        let script = scratch + "/partitions"
        try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: URL(fileURLWithPath: script))
        try Tool.sfdisk.run(["--quiet", "--no-reread", "--no-tell-kernel", medium], input: script, scratch: scratch)
    }

    private var mbrType: String {
        switch fileSystem {
        case .ext4: "83"
        case .fat32: "c"
        case .ntfs: "7"
        }
    }

    /// Linux file system data, or Microsoft basic data.
    private var gptType: String {
        fileSystem == .ext4 ? "0FC63DAF-8483-4772-8E79-3D69D8477DE4" : "EBD0A0A2-B9E5-4433-87C0-68B6B72699C7"
    }
}
