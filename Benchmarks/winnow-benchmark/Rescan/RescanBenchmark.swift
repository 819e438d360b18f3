import Foundation
import Model
import Packs
import Postgres
import ReferenceData
import SampleImages
import Store
import WorkerService

/// The model day's last act: 48 devices with 241,000 pictures, asked again with 1,000 terms.
///
/// The packs are made here and go in through the queue; the re-scan is the real one, by a real worker with one slot. Beside it
/// stands the scan of one image of the same kind of pictures, scaled to their number.
struct RescanBenchmark {
    let devices: Int
    let pictures: Int
    private static let sample = 200

    func run() async throws {
        let server = try await BenchmarkServer.start()
        let terms = KeywordBenchmark.terms(1_000)
        let list = try KeywordBenchmark.list(terms)
        let content = Array(terms.joined(separator: "\n").utf8)
        let records = Records(server.connection)
        let version = try await records.addReference(
            kind: .keywords, name: "terms", digest: list.digest, entries: terms.count, content: content)
        say("making packs of \(pictures) pictures")
        let batch = try await SyntheticBatch(devices: devices, pictures: pictures, planted: terms[500]).store(
            in: server.connection)
        let packs = try await server.connection.query(
            "SELECT count(*) AS n, sum(octet_length(bytes))::bigint AS bytes, sum(raw_size)::bigint AS raw FROM winnow.pack"
        )[0]
        let (packed, raw) = (try packs.int("bytes"), try packs.int("raw"))

        var files = 0
        let reading = try await time {
            try await records.packs(.batch(batch)) { files += try Pack(sealed: $0.bytes).files.count }
        }
        say("re-scanning")
        let rescan = try await time {
            let asked = try await records.rescan(batchID: batch, references: [version], reread: false)
            guard asked.outcome == .changed else { throw WinnowError("benchmark", "the re-scan was refused") }
            try DrainingWorker(conninfo: server.conninfo, slots: 1).run()
        }
        let hits = try await server.connection.query("SELECT count(*) AS n FROM winnow.hit")[0].int("n")
        let state = try await records.status(batchID: batch)[0].state
        try await server.remove()
        say("scanning an image of \(Self.sample) pictures")
        let (scan, bytes) = try scanSample(list, content)
        let whole = scan * Double(pictures) / Double(Self.sample)

        print(
            "\(devices) devices, \(pictures) pictures, \(terms.count) terms, one slot; batch \(state.rawValue), \(hits) hits"
        )
        print(String(format: "packs                        %8.1f MB, %.1f MB before compression", mb(packed), mb(raw)))
        print(
            String(
                format: "reading the packs            %8.2f s   (database, checksum, decompression, parsing; %d files)",
                reading, files))
        print(
            String(
                format: "re-scan, from asking to end  %8.2f s   %.1f times reading the packs", rescan, rescan / reading)
        )
        print(
            String(
                format: "reading the images again     %8.0f s   scaled from %d pictures of %d KiB in %.1f s",
                whole, Self.sample, (bytes / Self.sample) >> 10, scan))
        print(String(format: "re-scan is                   %8.0f times faster", whole / rescan))
    }

    /// - Returns: seconds of one scanner for all pictures of an image, and bytes of the pictures.
    private func scanSample(_ list: KeywordList, _ content: [UInt8]) throws -> (Double, Int) {
        let folder = FileManager.default.temporaryDirectory.path + "/winnow-benchmark-pictures"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var tree = FileTree()
        let bytes = Self.sample * SyntheticBatch.pictureBytes
        for index in 0..<Self.sample {
            tree.add(path: SyntheticBatch.path(index), content: .made { SyntheticBatch.picture(index) })
        }
        let image = try ImageMaker.make(
            tree: tree, fileSystem: .ext4, layout: .bare, container: .raw, sizeMiB: (bytes >> 20) * 5 / 4 + 64,
            at: folder + "/pictures.dd")
        let path = folder + "/terms.txt"
        try Data(content).write(to: URL(fileURLWithPath: path))
        let client = ScannerClient(
            program: try ScannerClient.worker(),
            setup: ScannerSetup(
                image: image,
                references: [
                    .init(
                        version: ReferenceVersion(
                            kind: .keywords, name: list.name, digest: list.digest, entries: list.terms.count),
                        path: path)
                ], confinement: Confinement(user: try PlainUser.resolve(nil))))
        let survey = try client.survey()
        return (try client.scan(survey.shards).time.wall, bytes)
    }

    private func time(_ body: () async throws -> Void) async rethrows -> Double {
        let start = ContinuousClock.now
        try await body()
        return (ContinuousClock.now - start) / .seconds(1)
    }

    private func mb(_ bytes: Int64) -> Double { Double(bytes) / 1e6 }
    private func say(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }
}
