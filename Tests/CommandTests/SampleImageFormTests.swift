import Foundation
import Model
import SampleImages
import Testing
import WinnowTesting

/// A tree with what is hard to make: Unicode names, an empty file, nesting, streams, deleted files.
func sampleTree() -> FileTree {
    var tree = FileTree()
    tree.add(path: "Users/Zoë/Pictures/größe 1.txt", text: "first\n")
    tree.add(path: "Users/Zoë/Pictures/日本/写真.txt", text: "second\n")
    tree.add(path: "Users/Zoë/empty.dat", content: .empty)
    var numbers = SeededNumbers(seed: 7)
    tree.add(path: "Users/Zoë/big.bin", content: .data(numbers.noise(300_000)))
    tree.add(
        path: "Users/Zoë/Downloads/setup.txt", content: .text("from the web\n"),
        streams: ["Zone.Identifier": Data("[ZoneTransfer]\r\nZoneId=3\r\n".utf8)])
    tree.add(path: "Users/Zoë/gone from here.txt", content: .text("this file is deleted\n"), deleted: true)
    return tree
}

struct Scratch: ~Copyable {
    let folder: String

    init() throws {
        folder = NSTemporaryDirectory() + "winnow-images-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    deinit { if getenv("KEEP") == nil { try? FileManager.default.removeItem(atPath: folder) } }
}

/// Standard output of a tool of the Sleuth Kit or libewf.
func output(_ tool: String, _ arguments: [String]) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/" + tool)
    process.arguments = arguments
    process.environment = ["LC_ALL": "C.UTF-8", "TZ": "UTC"]
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    try process.run()
    let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return String(decoding: data, as: UTF8.self)
}

@Suite struct SampleImageFormTests {
    @Test(
        .needs("/usr/bin/fls", of: "sleuthkit"),
        arguments: ImageMaker.FileSystem.allCases, ImageMaker.Layout.allCases)
    func `every file system in every layout is readable by the Sleuth Kit`(
        fileSystem: ImageMaker.FileSystem, layout: ImageMaker.Layout
    ) throws {
        let scratch = try Scratch()
        let path = try ImageMaker.make(
            tree: sampleTree(), fileSystem: fileSystem, layout: layout, container: .raw, sizeMiB: 40,
            at: scratch.folder + "/image.dd")
        let offset = layout == .bare ? "0" : "2048"
        let listing = try output("fls", ["-r", "-p", "-o", offset, path])
        for name in ["Users/Zoë/Pictures/größe 1.txt", "Users/Zoë/Pictures/日本/写真.txt", "Users/Zoë/empty.dat"] {
            #expect(listing.contains(name + "\n"))
        }
        let deleted = listing.split(separator: "\n").first { $0.hasSuffix("gone from here.txt") }
        #expect(deleted?.contains("* ") == true)
        #expect(listing.contains("setup.txt:Zone.Identifier") == (fileSystem == .ntfs))
    }

    @Test(arguments: ImageMaker.FileSystem.allCases)
    func `two makes of one tree give the same bytes`(fileSystem: ImageMaker.FileSystem) throws {
        let scratch = try Scratch()
        var images: [Data] = []
        for name in ["one", "two"] {
            let path = try ImageMaker.make(
                tree: sampleTree(), fileSystem: fileSystem, layout: .gpt, container: .raw, sizeMiB: 40,
                at: scratch.folder + "/" + name)
            images.append(try Data(contentsOf: URL(fileURLWithPath: path)))
        }
        #expect(images[0] == images[1])
    }
}
