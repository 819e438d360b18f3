import Foundation
import Model
import Postgres
import ReferenceData
import SampleImages
import Store

/// An image with very many files from its submission to the complete batch: survey, scan, packs, coverage, collate, by a real
/// worker and its scanners, beside an image with a tenth of them.
struct FilesBenchmark {
    let files: Int
    let slots: Int
    private let folder = FileManager.default.temporaryDirectory.path + "/winnow-benchmark"

    func run() async throws {
        var before: Double?
        for count in [max(1, files / 10), files] {
            Terminal.say("making an image with \(count) files")
            let image = try SmallFilesImage(files: count).make(at: folder + "/files-\(count)")
            defer { try? FileManager.default.removeItem(atPath: image) }
            let server = try await BenchmarkServer.start()
            do {
                let seconds = try await run(image, count, server)
                if let before {
                    print(String(format: "ten times the files: %.1f times the time", seconds / before))
                }
                before = seconds
            } catch {
                try? await server.remove()
                throw error
            }
            try await server.remove()
        }
    }

    private func run(_ image: String, _ count: Int, _ server: BenchmarkServer) async throws -> Double {
        let records = Records(server.connection)
        let list = try KeywordBenchmark.list(KeywordBenchmark.terms(1_000))
        let version = try await records.addReference(
            kind: .keywords, name: "terms", digest: list.digest, entries: list.terms.count,
            content: Array(KeywordBenchmark.terms(1_000).joined(separator: "\n").utf8))
        let start = ContinuousClock.now
        let batch = try await records.submit(
            BatchSubmission(
                name: "files", key: "files", devices: [DeviceSubmission(exhibit: "FILES/1", images: [image])],
                references: [version])
        ).batchID
        try DrainingWorker(conninfo: server.conninfo, slots: slots).run()
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        let device = try await records.results(batchID: batch)[0]
        let ledger = CoverageLedger(device.images.flatMap(\.coverage))
        let read = ledger.rows.filter { $0.status == .scanned }.reduce(0) { $0 + Int($1.files) }
        let found = try await server.connection.query(
            """
            SELECT (SELECT count(*) FROM winnow.done WHERE kind = 'scan') AS jobs,
                (SELECT coalesce(sum(octet_length(bytes)), 0)::bigint FROM winnow.pack) AS packed
            """)[0]
        let state = try await records.status(batchID: batch)[0].state
        let size = device.images.reduce(0) { $0 + $1.size }
        print(
            String(
                format:
                    "%9d files, %d slots: %6.1f s to %@, %.0f files/s, %d scan jobs, %.1f MB of packs, the largest process's peak %d MiB",
                count, slots, seconds, state.rawValue, Double(count) / seconds, try found.int("jobs"),
                Double(try found.int("packed")) / 1e6, Self.peak >> 20))
        guard read >= count, ledger.totalBytes == size else {
            throw WinnowError(
                "benchmark", "\(read) of \(count) files were read, \(ledger.totalBytes) of \(size) bytes accounted for")
        }
        return seconds
    }

    /// Bytes of the largest process that has been waited for: a worker's or a scanner's.
    private static var peak: Int {
        var usage = rusage()
        _ = getrusage(RUSAGE_CHILDREN.rawValue, &usage)
        return usage.ru_maxrss << 10
    }
}
