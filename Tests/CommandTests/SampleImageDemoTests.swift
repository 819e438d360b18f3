import Digests
import Foundation
import Model
import SampleImages
import Testing
import WinnowTesting

@Suite struct SampleImageDemoTests {
    @Test(.needs("/usr/bin/fls", of: "sleuthkit"))
    func `the model day has 48 devices with all pictures and what is planted`() throws {
        let scratch = try Scratch()
        let materials = try DemoDay(directory: scratch.folder, pictures: 96).make()
        #expect(materials.images.count == 48)
        #expect(materials.images.count { $0.hasSuffix(".E01") } >= 6)
        #expect(materials.images.count { $0.hasSuffix(".001") } >= 3)
        #expect(materials.planted.count == 6)
        let lines = try String(contentsOfFile: materials.devicesCSV, encoding: .utf8).split(separator: "\n")
        #expect(lines.count == 49)
        #expect(lines[0] == "exhibit,image,kind,label,priority")

        var pictures = 0
        var listings: [String: String] = [:]
        for (index, image) in materials.images.enumerated() {
            let bare = try output("mmls", [image]).isEmpty
            let listing = try output("fls", ["-r", "-p", "-o", bare ? "0" : "2048", image])
            listings["DAY/\(index + 1)"] = listing
            pictures += listing.split(separator: "\n").count { $0.contains("IMG_") && $0.hasSuffix(".PNG") }
            #expect(listing.contains("History"), "DAY/\(index + 1)")
            #expect(listing.contains("garden club.txt"), "DAY/\(index + 1)")
        }
        #expect(pictures == 96)
        #expect(listings["DAY/7"]?.contains("list.txt:second.png") == true)
        #expect(listings["DAY/13"]?.contains("BLEACHBIT.EXE-1A2B3C4D.pf") == true)
        #expect(listings["DAY/20"]?.contains("deleted picture.png") == true)
        #expect(listings["DAY/40"]?.contains("Tor Browser/Browser/TorBrowser/Data/Tor/state") == true)
    }

    @Test func `a picture is a PNG that is the same in every run and differs from all others`() {
        let first = Picture(seed: 1).png
        #expect(first == Picture(seed: 1).png)
        #expect(first.starts(with: [0x89, 0x50, 0x4E, 0x47]))
        #expect(Set((0..<50).map { Picture(seed: $0).png }).count == 50)
        #expect((0..<50).allSatisfy { (2_000...41_000).contains(Picture(seed: $0).png.count) })
        let digest = Hex.string(RunningDigest.of(Array(first), .sha256))
        #expect(digest == "20dede3601d16412caa384917fc8d960134315d76bad1f3e4a749e273d24f6ed")
    }

    @Test(.needs("/usr/bin/ewfverify", of: "ewf-tools"))
    func `an E01 verifies and holds the same medium as the raw image`() throws {
        let scratch = try Scratch()
        let tree = sampleTree()
        let raw = try ImageMaker.make(
            tree: tree, fileSystem: .ntfs, layout: .mbr, container: .raw, sizeMiB: 12, at: scratch.folder + "/a.dd")
        let wrapped = try ImageMaker.make(
            tree: tree, fileSystem: .ntfs, layout: .mbr, container: .e01, sizeMiB: 12, at: scratch.folder + "/a")
        let digest = Hex.string(RunningDigest.of(Array(try Data(contentsOf: URL(fileURLWithPath: raw))), .md5))
        let verified = try output("ewfverify", [wrapped])
        #expect(verified.contains("SUCCESS"))
        #expect(verified.contains(digest))
    }

    @Test func `a split image is its raw image in pieces`() throws {
        let scratch = try Scratch()
        let raw = try ImageMaker.make(
            tree: sampleTree(), fileSystem: .fat32, layout: .gpt, container: .raw, sizeMiB: 40,
            at: scratch.folder + "/a.dd")
        let first = try ImageMaker.make(
            tree: sampleTree(), fileSystem: .fat32, layout: .gpt, container: .splitRaw, sizeMiB: 40,
            at: scratch.folder + "/a")
        #expect(first.hasSuffix("/a.001"))
        var joined = Data()
        for number in 1...3 { joined += try Data(contentsOf: URL(fileURLWithPath: scratch.folder + "/a.00\(number)")) }
        #expect(try joined == Data(contentsOf: URL(fileURLWithPath: raw)))
    }

    @Test func `the benchmark image has all its files and the terms it says`() throws {
        let scratch = try Scratch()
        let made = try BenchmarkImage(directory: scratch.folder, files: 220).make()
        let list = try String(contentsOfFile: made.keywordList, encoding: .utf8).split(separator: "\n")
        #expect(Set(list).count == 1000)
        #expect(made.occurring.values.reduce(0, +) == 1)
        let image = try Data(contentsOf: URL(fileURLWithPath: made.image))
        for (term, _) in made.occurring { #expect(image.range(of: Data(term.utf8)) != nil) }
    }
}
