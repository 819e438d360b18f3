import Foundation
import Model
import SampleImages

/// What a scan makes of the machine, on generated images: beside the stages that it cannot do without, in containers,
/// on picture-sized files, and on two cores.
///
/// Everything is measured in turn in each round and a ratio is the median of the rounds' ratios, by CPU time, so that
/// whatever else the machine does hits all alike.
struct ScanBenchmark {
    let rounds: Int
    /// Files of each image.
    let files: Int
    private let folder = FileManager.default.temporaryDirectory.path + "/winnow-benchmark"

    func run() throws {
        let mixed = try ScanSubject.make(.mixed, .raw, files: files, in: folder)
        let inflated = try ScanSubject.make(.mixed, .e01, files: files, in: folder)
        let pictures = try ScanSubject.make(.pictures, .raw, files: files, in: folder)
        var shown: [ScanFigures] = []
        for subject in [mixed, inflated, pictures] {
            var figures = ScanFigures(subject)
            for round in 1...rounds {
                Terminal.say("\(subject.name): round \(round) of \(rounds)")
                try figures.measure()
            }
            shown.append(figures)
        }
        for figures in shown { figures.report() }
        var pair = PairFigures(mixed)
        for _ in 1...rounds { try pair.measure() }
        pair.report()
    }
}

enum Terminal {
    static func say(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }
}
