import Foundation
import Model
import ReferenceData
import SampleImages
import WorkerService

/// One core, one generated image of at least 1 GiB in 10,000 files, 1,000 keywords: each figure is the median of its
/// rounds, taken in turn so that drift of the machine hits all alike.
struct ScanBenchmark {
    let rounds: Int

    private struct Figures {
        var reading: [Double] = []
        var digests: [Double] = []
        var vectorscan: [Double] = []
        var scan: [Double] = []
        var scanCPU: [Double] = []
    }

    func run() throws {
        let folder = FileManager.default.temporaryDirectory.path + "/winnow-benchmark"
        say("making the image in \(folder)")
        let made = try BenchmarkImage(directory: folder).make()
        let list = try KeywordList.parse(
            name: "benchmark", content: Array(Data(contentsOf: URL(fileURLWithPath: made.keywordList))),
            file: made.keywordList)
        let size = (try FileManager.default.attributesOfItem(atPath: made.image)[.size] as? Int) ?? 0
        let limits = MachineLimits(path: made.image, size: size)
        let client = ScannerClient(
            program: try Self.worker(),
            setup: ScannerSetup(
                image: made.image,
                references: [
                    .init(
                        version: ReferenceVersion(
                            kind: .keywords, name: list.name, digest: list.digest, entries: list.terms.count),
                        path: made.keywordList)
                ], confinement: Confinement(user: try PlainUser.resolve(nil))))
        let survey = try client.survey()
        let terms = list.terms.filter { !$0.isRegex }.map(\.text)
        var figures = Figures()
        var hits = 0
        for round in 1...rounds {
            say("round \(round) of \(rounds)")
            figures.reading.append(rate(size, try limits.reading().wall))
            figures.digests.append(rate(size, try limits.digests().wall))
            figures.vectorscan.append(rate(size, try limits.vectorscan(terms: terms).wall))
            let (time, found) = try client.scan(survey.shards)
            figures.scan.append(rate(Int(survey.bytes), time.wall))
            figures.scanCPU.append(rate(Int(survey.bytes), time.cpu))
            hits = found
        }
        report(figures, size: size, survey: survey, terms: terms.count, hits: hits)
    }

    private func report(_ figures: Figures, size: Int, survey: ScannerClient.Survey, terms: Int, hits: Int) {
        let scan = median(figures.scan)
        // Each byte must be read, digested and searched by the one core.
        let sum = 1 / (1 / median(figures.digests) + 1 / median(figures.vectorscan) + 1 / median(figures.reading))
        print(
            "image \(size >> 20) MiB, \(survey.files) files, \(survey.bytes >> 20) MiB of content, \(terms) terms, \(hits) hits kept"
        )
        print("MB/s on one core, median of \(rounds):")
        row("reading alone", median(figures.reading), scan)
        row("three digests alone (libcrypto)", median(figures.digests), scan)
        row("Vectorscan alone", median(figures.vectorscan), scan)
        row("all three one after the other", sum, scan)
        row("winnow scan, wall", scan, scan)
        row("winnow scan, CPU", median(figures.scanCPU), scan)
    }

    private func row(_ name: String, _ value: Double, _ scan: Double) {
        let label = name.padding(toLength: 34, withPad: " ", startingAt: 0)
        print(label + String(format: "%8.0f   scan is %.2f of it", value, scan / value))
    }

    private func rate(_ bytes: Int, _ seconds: Double) -> Double { Double(bytes) / max(seconds, 1e-9) / 1e6 }

    private func median(_ values: [Double]) -> Double {
        let sorted = values.sorted()
        return sorted.isEmpty ? 0 : sorted[sorted.count / 2]
    }

    private func say(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }

    static func worker() throws -> String {
        let own = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        return URL(fileURLWithPath: own).deletingLastPathComponent().appendingPathComponent("winnow-worker").path
    }
}
