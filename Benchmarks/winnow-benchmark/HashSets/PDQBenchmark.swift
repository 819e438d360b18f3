import Analysis
import Foundation
import Model
import ReferenceData
import SampleImages

/// Pictures a second on one core: made ones, and those of a folder when one is given; and look-ups among PDQ values.
struct PDQBenchmark {
    let folder: String?
    let values: Int

    func run() throws {
        print("PDQ on one core; load \(load()) before")
        for (columns, rows) in [(640, 480), (1600, 1200), (4000, 3000)] {
            try measure("made.jpg, \(columns)x\(rows)", MadePhotograph(columns: columns, rows: rows).jpeg())
        }
        if let folder {
            for name in try FileManager.default.contentsOfDirectory(atPath: folder).sorted() {
                try measure(name, try Data(contentsOf: URL(fileURLWithPath: folder + "/" + name)))
            }
        }
        try look()
    }

    private func measure(_ name: String, _ content: Data) throws {
        let hasher = PictureHasher()
        guard let first = hasher.hash(content) else { return }
        var rounds = 0
        let time = Stopwatch.measure {
            let end = ContinuousClock.now + .milliseconds(700)
            while ContinuousClock.now < end {
                _ = hasher.hash(content)
                rounds += 1
            }
        }
        let label = "\(name), \(first.columns)x\(first.rows) hashed, \(content.count >> 10) KiB"
        let rate = Double(rounds) / time.cpu
        print(
            label.padding(toLength: 60, withPad: " ", startingAt: 0)
                + "\(figure(rate)) pictures/s, \(figure(rate * Double(content.count) / 1e6)) MB/s, "
                + "quality \(first.hash.quality)")
    }

    /// Multi-index hashing beside going through all values.
    private func look() throws {
        let path = FileManager.default.temporaryDirectory.path + "/winnow-pdq-\(getpid())"
        defer { for end in [".txt", ".wset"] { try? FileManager.default.removeItem(atPath: path + end) } }
        var random = SeededNumbers(seed: 3)
        var text = ""
        for _ in 0..<values { text += Hex.string(random.noise(32)) + "\n" }
        try Data(text.utf8).write(to: URL(fileURLWithPath: path + ".txt"))
        var options = HashSetImport.Options()
        options.longDigitsArePDQ = true
        _ = try HashSetImport.compile([path + ".txt"], to: path + ".wset", options)
        let set = try HashSetFile(path: path + ".wset")
        let asked = (0..<2_000).map { _ in [UInt8](random.noise(32)) }
        var found = 0
        let time = Stopwatch.measure { for value in asked where set.nearest(pdq: value) != nil { found += 1 } }
        print(
            "nearest within 31 bits among \(values) values".padding(toLength: 60, withPad: " ", startingAt: 0)
                + "\(figure(time.cpu / Double(asked.count) * 1e6)) us each (\(found) found), "
                + "\(FileManager.default.size(path + ".wset") / 1_000_000) MB")
        let (all, near) = Self.plain(asked, values)
        print(
            "the same by going through all".padding(toLength: 60, withPad: " ", startingAt: 0)
                + "\(figure(all.cpu / 20 * 1e6)) us each (\(near) found)")
    }

    /// Twenty of the values, each held against all of the set.
    private static func plain(_ asked: [[UInt8]], _ values: Int) -> (Stopwatch, found: Int) {
        var set: [SIMD4<UInt64>] = []
        var random = SeededNumbers(seed: 3)
        for _ in 0..<values { set.append([random.next(), random.next(), random.next(), random.next()]) }
        var near = 0
        let time = Stopwatch.measure {
            for value in asked.prefix(20) {
                let wanted = value.withUnsafeBytes { $0.loadUnaligned(as: SIMD4<UInt64>.self) }
                for one in set {
                    let other = one ^ wanted
                    let distance =
                        other[0].nonzeroBitCount + other[1].nonzeroBitCount + other[2].nonzeroBitCount
                        + other[3].nonzeroBitCount
                    if distance <= 31 { near += 1 }
                }
            }
        }
        return (time, near)
    }
}
