import Foundation
import SampleImages
import Testing
import WinnowTesting

/// A term for each encoding, and the bytes that it is planted as.
enum RecallTerms {
    static let list =
        "#winnow: encodings=windows-1251,windows-1253,windows-1254\ngrünspecht\nдятел\nδρυοκολάπτης\nağaçkakan\n"

    static let encodings: [(name: String, bytes: Data)] = [
        ("utf-8", Data("GrünSpecht".utf8)),
        ("utf-16le", Data("GrünSpecht".utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] })),
        ("utf-16be", Data("GrünSpecht".utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] })),
        ("windows-1252", Data([0x47, 0x72, 0xFC, 0x6E]) + Data("Specht".utf8)),
        ("windows-1251", Data([0xC4, 0xFF, 0xF2, 0xE5, 0xEB])),
        ("windows-1253", Data([0xE4, 0xF1, 0xF5, 0xEF, 0xEA, 0xEF, 0xEB, 0xDC, 0xF0, 0xF4, 0xE7, 0xF2])),
        ("windows-1254", Data([0x61, 0xF0, 0x61, 0xE7]) + Data("kakan".utf8)),
    ]

    static func scan(_ scene: Scene, _ image: String) async throws -> [[String: Any]] {
        try await scene.run("keywords", "add", scene.file("l.txt", Data(list.utf8)), "--name", "l")
        try await scene.run("submit", "--batch", "b", image, "--keywords", "l")
        try await scene.work()
        return try await scene.export("b", "hits")
    }
}

/// A medium with a term of each encoding in each place that its file system has.
struct RecallMedium {
    enum Container: String, CaseIterable { case raw, e01, split }

    static let sizeMiB = 64
    /// Of a segment of the split image: a multiple of what a chunk of an E01 and a cluster hold.
    private static let segment = 3 << 20
    /// More than is stored within an entry of NTFS's table, and not full blocks of any size.
    private static let pageLead = 1_100

    let fileSystem: ImageMaker.FileSystem
    /// Where each term lies on the medium itself.
    private(set) var planted: [(place: String, encoding: String, state: String, offset: Int)] = []
    let image: String

    init(_ scene: Scene, _ fileSystem: ImageMaker.FileSystem, _ container: Container) throws {
        self.fileSystem = fileSystem
        let raw = try ImageMaker.make(
            tree: Self.tree(fileSystem), fileSystem: fileSystem, layout: .mbr, container: .raw, sizeMiB: Self.sizeMiB,
            at: scene.home + "/medium")
        var medium = try Data(contentsOf: URL(fileURLWithPath: raw))
        // What is stored compressed does not lie there as it is: the blocks of one large file in two would.
        let page = Data(repeating: 0x2E, count: 4_096)
        let plain = stride(from: 0, to: medium.count, by: 4_096).count { medium[$0..<$0 + 4_096] == page }
        try #require((3_000..<4_500).contains(plain), "\(plain) blocks of filler")
        // Where files leave room: towards the end, away from tables and journals, which are blank in part, too.
        let borders = Array(
            (1..<62 << 20 / Self.segment).map { $0 * Self.segment }.filter { border in
                medium[border - 4_096..<border + 4_096].allSatisfy { $0 == 0 }
            }.suffix(RecallTerms.encodings.count))
        try #require(borders.count >= RecallTerms.encodings.count, "\(borders)")
        for (index, encoding) in RecallTerms.encodings.enumerated() {
            let page = try #require(medium.range(of: Data("the end of page \(index) is here".utf8)))
            let places = [
                ("slack behind a file", "slack", page.upperBound + 200 + page.upperBound % 2),
                ("free blocks, over the border of two", "unallocated", (60 << 20) + index * 8_192 + 4_092),
                ("free blocks, over the border of two segments", "unallocated", borders[index] - 4),
                ("before the first partition", "unallocated", (300 << 10) + index * 1_024),
            ]
            for (place, state, offset) in places {
                let range = offset..<offset + encoding.bytes.count
                try #require(medium[range].allSatisfy { $0 == 0 }, "\(place): byte \(offset) is in use")
                medium.replaceSubrange(range, with: encoding.bytes)
                planted.append((place, encoding.name, state, offset))
            }
        }
        try medium.write(to: URL(fileURLWithPath: raw))
        switch container {
        case .raw: image = raw
        case .e01: image = try ImageMaker.Container.e01.wrap(raw, as: scene.home + "/disk", scratch: scene.home)
        case .split:
            for (number, start) in stride(from: 0, to: medium.count, by: Self.segment).enumerated() {
                let name = scene.home + "/disk." + String(1_001 + number).dropFirst()
                try medium[start..<min(start + Self.segment, medium.count)].write(to: URL(fileURLWithPath: name))
            }
            try FileManager.default.removeItem(atPath: raw)
            image = scene.home + "/disk.001"
        }
    }

    /// Files by a letter for what they are and the number of their encoding.
    private static func tree(_ fileSystem: ImageMaker.FileSystem) -> FileTree {
        var tree = FileTree()
        let filler = Data(repeating: 0x2E, count: 100)
        let page = Data(repeating: 0x2E, count: pageLead)
        for (index, encoding) in RecallTerms.encodings.enumerated() {
            let small = filler + encoding.bytes + filler
            tree.add(path: "home/a\(index)", content: .data(small))
            tree.add(path: "home/d\(index)", content: .data(small), deleted: true)
            tree.add(path: "home/s\(index)", content: .data(page + Data("the end of page \(index) is here".utf8)))
            let large = Self.large(encoding.bytes)
            tree.add(path: "home/l\(index)", content: .data(large))
            guard fileSystem == .ntfs else { continue }
            tree.add(path: "home/e\(index)", content: .data(page + small), deleted: true)
            tree.add(path: "home/x\(index)", content: .text("x"), streams: ["more": small])
            tree.add(path: "home/c\(index)", content: .data(large), compressed: true)
        }
        return tree
    }

    static let borders = [4_096, 1 << 20]

    /// Over the border of two blocks, and of two chunks.
    static func large(_ term: Data) -> Data {
        var large = Data(repeating: 0x2E, count: (2 << 20) + 4_096)
        for border in borders { large.replaceSubrange(border - 4..<border - 4 + term.count, with: term) }
        return large
    }

    /// Names of places in files, the letter of such a file, and the offsets at which its term begins.
    var inFiles: [(place: String, letter: String, offsets: [Int])] {
        let borders = Self.borders.map { $0 - 4 }
        let all = [
            ("allocated file", "a", [100]), ("over the border of two blocks, and of two chunks of 1 MiB", "l", borders),
        ]
        guard fileSystem == .ntfs else { return all }
        return all + [("alternate data stream", "x", [100]), ("compressed file, over both borders", "c", borders)]
    }

    /// The same of deleted files.
    var inDeleted: [(place: String, letter: String)] {
        fileSystem == .ntfs
            ? [("deleted file, resident", "d"), ("deleted file with clusters", "e")] : [("deleted file", "d")]
    }
}
