import Foundation
import Model

/// A large ext4 image for measurements.
package struct BenchmarkImage: Sendable {
    package enum Contents: String, Sendable {
        /// Half text, half noise; 107 KiB a file in the mean.
        case mixed
        /// Noise, which is what compressed pictures look like to a search; 120 KiB in the mean, from thumbnails on.
        case pictures
    }

    package struct Made: Sendable {
        package var image: String
        /// 1,000 terms, of which those in `occurring` are in the image.
        package var keywordList: String
        /// Term and the number of files that contain it once.
        package var occurring: [String: Int]
        /// Bytes of all files' content.
        package var contentBytes: Int
    }

    package var directory: String
    package var files: Int
    package var contents: Contents

    /// Ten thousand files are a little more than 1 GiB.
    package init(directory: String, files: Int = 10_000, contents: Contents = .mixed) {
        self.directory = directory
        self.files = files
        self.contents = contents
    }

    /// Makes image and keyword list; needs twice the image's size of space while it does.
    ///
    /// - Throws: as `ImageMaker.make`.
    package func make(_ container: ImageMaker.Container = .raw) throws -> Made {
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        var tree = FileTree()
        var numbers = SeededNumbers(seed: 0x4245)
        var prose = EverydayText(seed: 0x4245)
        let pool = Data(prose.prose(bytes: 2 << 20).utf8)
        let terms = Self.terms
        var occurring: [String: Int] = [:]
        var total = 0
        for index in 0..<files {
            let size = contents == .mixed ? Self.size(&numbers) : numbers.number(in: 8_192..<237_568)
            let seed = numbers.next()
            total += size
            let folder = "data/set \(index / 100)"
            guard index % 2 == 0, contents == .mixed else {
                tree.add(
                    path: folder + "/\(index)" + (contents == .mixed ? ".bin" : ".jpg"),
                    content: .made { Self.noise(size, seed) })
                continue
            }
            // Five terms, each in one of a thousand files.
            let term = index % 200 == 100 ? terms[index / 200 % 5] : nil
            if let term { occurring[term, default: 0] += 1 }
            tree.add(path: folder + "/\(index).txt", content: .made { Self.text(size, seed, pool, term) })
        }
        let list = directory + "/benchmark-terms.txt"
        try Data((terms.joined(separator: "\n") + "\n").utf8).write(to: URL(fileURLWithPath: list))
        let image = try ImageMaker.make(
            tree: tree, fileSystem: .ext4, layout: .bare, container: container, sizeMiB: (total >> 20) * 9 / 8 + 64,
            at: directory + "/\(contents.rawValue).dd", identity: 0x4245)
        return Made(image: image, keywordList: list, occurring: occurring, contentBytes: total)
    }

    /// Mostly documents and thumbnails, some photographs, few large ones.
    private static func size(_ numbers: inout SeededNumbers) -> Int {
        switch numbers.number(in: 0..<20) {
        case 0..<14: numbers.number(in: 4_096..<61_440)
        case 14..<19: numbers.number(in: 61_440..<348_160)
        default: numbers.number(in: 409_600..<1_024_000)
        }
    }

    private static func noise(_ size: Int, _ seed: UInt64) -> Data {
        var numbers = SeededNumbers(seed: seed)
        return numbers.noise(size)
    }

    /// Passages of a common stock of prose in an order of the file's own; the term stands after the first.
    private static func text(_ size: Int, _ seed: UInt64, _ pool: Data, _ term: String?) -> Data {
        var numbers = SeededNumbers(seed: seed)
        var data = Data("\(seed)\n".utf8)
        while data.count < size {
            let length = min(numbers.number(in: 2_000..<8_000), size - data.count)
            let start = numbers.number(in: 0..<(pool.count - length))
            data.append(pool[start..<(start + length)])
            if let term, data.count == length + "\(seed)\n".utf8.count { data.append(Data(" \(term) ".utf8)) }
        }
        return data.prefix(size)
    }

    private static var terms: [String] {
        var text = EverydayText(seed: 0x5445)
        return (0..<1000).map { $0 % 3 == 0 ? text.inventedWord() : "\(text.inventedWord()) \(text.inventedWord())" }
    }
}
