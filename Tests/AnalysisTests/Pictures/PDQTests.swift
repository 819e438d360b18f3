import Foundation
import Model
import Testing
import WinnowTesting

@testable import Analysis

struct PDQTests {
    private static func distance(_ one: [UInt8], _ other: [UInt8]) -> Int {
        zip(one, other).reduce(0) { $0 + ($1.0 ^ $1.1).nonzeroBitCount }
    }

    private static func hash(_ content: Data) throws -> PictureHash {
        let decoder = PictureDecoder()
        let pdq = PDQ()
        return try content.withUnsafeBytes { bytes in
            let format = try #require(PictureDecoder.format(bytes))
            return try decoder.decode(bytes, format) { pdq.hash($0, rows: $1, columns: $2) }
        }
    }

    /// Pictures of 16 by 16 pixel blocks, coloured by x = x * 1664525 + 1013904223; hashes by PyPI's pdqhash 0.2.8.
    @Test(arguments: [
        (256, 192, UInt32(7), "3be66169ccf72f5a108411a537800496c52925a207f703d20cdbdcfbc7f5fea9"),
        (333, 211, 42, "4bd2277b8c34778bf2cdb40db4135c858f2b96f09f260f4396053ca071edd760"),
        (640, 480, 2021, "d94576e698bc0ca73e56d394fc575398d665de1c3113895242c9a0d10ff6f50a"),
    ])
    func madePicturesHaveTheReferencesHashes(columns: Int, rows: Int, seed: UInt32, expected: String) {
        var state = seed
        func next() -> Float {
            state = state &* 1_664_525 &+ 1_013_904_223
            return Float(state >> 24)
        }
        var luma = [Float](repeating: 0, count: columns * rows)
        for top in stride(from: 0, to: rows, by: 16) {
            for left in stride(from: 0, to: columns, by: 16) {
                let (red, green, blue) = (next(), next(), next())
                let value = 0.299 * red + 0.587 * green + 0.114 * blue
                for row in top..<min(top + 16, rows) {
                    for column in left..<min(left + 16, columns) { luma[row * columns + column] = value }
                }
            }
        }
        let hash = luma.withUnsafeMutableBufferPointer { PDQ().hash($0, rows: rows, columns: columns) }
        #expect(Hex.string(hash.value) == expected)
        #expect(hash.quality == 100)
    }

    @Test func flatAndTinyPicturesHaveNoQuality() {
        var flat = [Float](repeating: 77, count: 100 * 100)
        #expect(flat.withUnsafeMutableBufferPointer { PDQ().hash($0, rows: 100, columns: 100) }.quality == 0)
        #expect(flat.withUnsafeMutableBufferPointer { PDQ().hash($0, rows: 4, columns: 100) }.quality == 0)
    }

    /// ThreatExchange's own list for its photographs.
    private static let published: [(String, String)] = [
        ("pdq-aaa-orig.jpg", "f8f8f0cee0f4a84f06370a22038f63f0b36e2ed596621e1d33e6b39c4e9c9b22"),
        ("pdq-blur-a-little.jpg", "f8f8f0cee0f4a84f06370a2a038f63f0b36e26d596621e1d33e6b39c4e9c9b22"),
        ("pdq-blur-a-lot.jpg", "f8f8f0cee0f4a84f0637022a038f67f0b36e26d596621e1d33e6b39c4e9c9b22"),
        ("pdq-high-contrast.jpg", "f8f8f0cee0f4a84f06370a2a068f67f0b36e26d596621e1d33e6339c4e9c9b22"),
        ("pdq-high-saturation.jpg", "f8f8f0cee0f4a84f06370a22038f67f0b36e2ed596221e1d33e6b39c4e9c9b22"),
        ("pdq-sharpen-a-little.jpg", "f8f8f0cee0f4a84f0e370a22038f67f0b36e2ed596621e1d33e6b39c4a9c9b22"),
        ("pdq-sharpen-a-lot.jpg", "d8f8f0cec0f4a84f8e370a22038f67f0b36a2ed597231e1d72e6b39c4a9c9b22"),
        ("pdq-shrink-a-little.jpg", "f8f8f0cee0f4a84f06370a22038f67f0b36e2ed596621e1d33e6339c4e9c9b22"),
        ("pdq-shrink-a-lot.jpg", "d0f8f1ccc0f4a84d0a370a3a228f67f0b36e2ed5b6623e1d33e6339c4e9c9b22"),
        ("pdq-square-128x128.jpg", "d8f8f1eec0f4a84f0e37022a078f63f0b36e2ed596621e1d33e6239c4e9c9b22"),
        ("pdq-square-256x256.jpg", "d8f8f0cec4f4a84f0637022a078f67f0b36e2ee5b6621e1d33e6239c4e9c9b22"),
        ("pdq-square-512x512.jpg", "d8f8f0cec0f4a84f0637022a278f67f0b36e2ed596621e1d33e6339c4e9c9b22"),
        ("pdq-c.png", "e64cc9d91c623882f8d1f1d9a398e78c9f199b3bd83924f2b7e11e0bf861b064"),
        ("pdq-wee.jpg", "6227401f601ff4ccafcc9fad4b0d95d371a2eb7265a3285234d228ca94deeb2d"),
    ]

    @Test(.enabled(if: Corpora.isPresent, "the corpora are not here"))
    func photographsHaveTheirPublishedHashes() throws {
        let folder = URL(filePath: try #require(Corpora.folder)).appending(path: "pictures")
        for (name, text) in Self.published {
            let hash = try Self.hash(Data(contentsOf: folder.appending(path: name)))
            let expected = try #require(Hex.bytes(text))
            // The reference grants two decoders ten bits.
            #expect(Self.distance(hash.value, expected) <= 2, "\(name) \(Hex.string(hash.value))")
            #expect(hash.quality == 100, "\(name)")
        }
        #expect(try Self.hash(Data(contentsOf: folder.appending(path: "pdq-small.jpg"))).quality == 0)
    }

    @Test(.enabled(if: Corpora.isPresent, "the corpora are not here"))
    func allPicturesAreAsTheReferencesLibrarySays() throws {
        struct Expected: Decodable {
            struct File: Decodable {
                var format: String?
                var mode: String?
                var pdq: String?
                var pdq_quality: Int?
            }
            var files: [String: File]
        }
        let corpora = URL(filePath: try #require(Corpora.folder))
        let expected = try JSONDecoder().decode(
            Expected.self, from: Data(contentsOf: corpora.appending(path: "expected/pictures/_all.json")))
        var distances: [Int: Int] = [:]
        for (name, file) in expected.files where ["JPEG", "PNG"].contains(file.format ?? "") {
            guard let text = file.pdq, let value = Hex.bytes(text), let quality = file.pdq_quality else { continue }
            let hash = try Self.hash(Data(contentsOf: corpora.appending(path: "pictures").appending(path: name)))
            #expect(abs(hash.quality - quality) <= 2, "\(name): quality \(hash.quality), not \(quality)")
            guard quality >= 80 else { continue }
            let distance = Self.distance(hash.value, value)
            distances[distance, default: 0] += 1
            #expect(distance <= 10, "\(name) in mode \(file.mode ?? ""): \(distance)")
        }
        #expect(distances.values.reduce(0, +) >= 25, "\(distances)")
        #expect(distances.filter { $0.key > 4 }.values.reduce(0, +) <= 2, "\(distances.sorted { $0.key < $1.key })")
    }
}
