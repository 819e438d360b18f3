import Analysis
import Digests
import Foundation
import Model
import ReferenceData
import SampleImages

/// The keyword analyzer beside Vectorscan alone, over the same bytes, for lists of several sizes.
struct KeywordBenchmark {
    let rounds: Int
    private static let sizes = [10, 100, 1_000, 10_000]
    private static let chunk = 1 << 20

    func run() throws {
        var prose = EverydayText(seed: 0x4B57)
        let text = Array(prose.prose(bytes: 64 << 20).utf8)
        var numbers = SeededNumbers(seed: 0x4B57)
        let noise = [UInt8](numbers.noise(64 << 20))
        print("GB/s on one core, 64 MiB in chunks of 1 MiB, median of \(rounds) rounds taken in turn")
        print("terms    bytes    winnow  Vectorscan  of it   compiling, s")
        for size in Self.sizes {
            let terms = Self.terms(size)
            let start = ContinuousClock.now
            let analyzer = try KeywordAnalyzer(KeywordMatcher(lists: [Self.list(terms)]))
            let compiling = (ContinuousClock.now - start) / .seconds(1)
            let alone = try VectorscanAlone(terms: terms)
            for (name, bytes) in [("text", text), ("noise", noise)] {
                var (ours, theirs): ([Double], [Double]) = ([], [])
                for _ in 0..<rounds {
                    ours.append(
                        rate(bytes) { chunk, offset in
                            analyzer.consume(chunk, at: offset)
                        } begin: {
                            analyzer.begin(Self.item(bytes.count))
                        })
                    theirs.append(
                        rate(bytes) { chunk, _ in
                            alone.scan(chunk)
                        } begin: {
                            alone.begin()
                        })
                }
                let ratio = Comparison.median(zip(ours, theirs).map { $0 / $1 })
                print(
                    String(format: "%-8d ", size) + name.padding(toLength: 8, withPad: " ", startingAt: 0)
                        + String(
                            format: "%7.2f  %10.2f  %5.2f  %10.2f", Comparison.median(ours),
                            Comparison.median(theirs), ratio, compiling))
            }
        }
    }

    private func rate(
        _ bytes: [UInt8], _ scan: (UnsafeRawBufferPointer, UInt64) -> Void, begin: () -> Void
    ) -> Double {
        let time = Stopwatch.measure {
            begin()
            bytes.withUnsafeBytes { all in
                for start in stride(from: 0, to: all.count, by: Self.chunk) {
                    let piece = UnsafeRawBufferPointer(rebasing: all[start..<min(start + Self.chunk, all.count)])
                    scan(piece, UInt64(start))
                }
            }
        }
        return Double(bytes.count) / max(time.cpu, 1e-9) / 1e9
    }

    private static func item(_ size: Int) -> ScanItem {
        ScanItem(
            locator: Locator(volumeOffset: 0, fileSystem: "", metaAddress: 0, path: RawPath("b"), state: .allocated),
            kind: .regular, size: UInt64(size))
    }

    static func terms(_ count: Int) -> [String] {
        var text = EverydayText(seed: 0x5445)
        return (0..<count).map { $0 % 3 == 0 ? text.inventedWord() : "\(text.inventedWord()) \(text.inventedWord())" }
    }

    static func list(_ terms: [String]) throws -> KeywordList {
        try KeywordList.parse(name: "benchmark", content: Array(terms.joined(separator: "\n").utf8), file: "benchmark")
    }
}
