import Artefacts
import CSQLite
import Foundation
import Model
import SampleImages
import WorkerService

/// Rows a second of a Chromium history, beside SQLite stepping through the same rows; and the memory of real scanners.
struct HistoryBenchmark {
    let rounds: Int
    let visits: Int

    func run() throws {
        let history = LongHistory(visits: visits)
        let bytes = [UInt8](try history.chromium())
        var (plain, own, ratios): ([Double], [Double], [Double]) = ([], [], [])
        var entries = 0
        for round in 1...rounds {
            FileHandle.standardError.write(Data("round \(round) of \(rounds)\n".utf8))
            plain.append(Double(visits) / (try Stopwatch.measure { try Self.step(bytes) }).cpu)
            own.append(Double(visits) / (try Stopwatch.measure { entries = try Self.read(bytes) }).cpu)
            ratios.append((own.last ?? 0) / (plain.last ?? 1))
        }
        print(
            """
            \(visits) visits of \(history.pages) addresses in \(bytes.count >> 20) MiB, \(entries) entries; rows to a second of CPU time
            sqlite3, the same rows  \(Self.rounded(Comparison.median(plain)))
            winnow                  \(Self.rounded(Comparison.median(own))), \(String(format: "%.2f", Comparison.median(ratios))) of sqlite3
            """)
        // As many as the largest database that is read holds: of few addresses, and of one for each visit.
        for history in [
            LongHistory(visits: visits / 10), history, LongHistory(visits: 10_000_000, pages: 2_000),
            LongHistory(visits: 1_500_000, pages: 1_500_000),
        ] { try Self.scan(history) }
    }

    /// By a real scanner, which holds no more entries than it sends at once.
    private static func scan(_ history: LongHistory) throws {
        let folder = FileManager.default.temporaryDirectory.path + "/winnow-benchmark-history-\(getpid())"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let content = try history.chromium()
        var tree = FileTree()
        tree.add(path: "home/ann/.config/chromium/Default/History", content: .data(content))
        let image = try ImageMaker.make(
            tree: tree, fileSystem: .ext4, layout: .bare, container: .raw, sizeMiB: (content.count >> 20) * 5 / 4 + 32,
            at: folder + "/disk")
        let client = ScannerClient(
            program: try ScannerClient.worker(),
            setup: ScannerSetup(
                image: image, references: [], confinement: Confinement(user: try PlainUser.resolve(nil))))
        let scan = try client.scan(client.survey().shards)
        print(
            "scanner, \(history.visits) visits of \(history.pages) addresses in \(content.count >> 20) MiB: "
                + "\(scan.entries) entries, \(figure(scan.time.cpu)) s of CPU time, peak \(scan.peak >> 20) MiB")
    }

    private static func read(_ bytes: [UInt8]) throws -> Int {
        let locator = Locator(
            volumeOffset: 0, fileSystem: "ntfs", metaAddress: 1, path: RawPath("/Users/a/History"), state: .allocated)
        var entries = 0
        // As the scanner does: what was read is handed on, so that memory does not grow with the visits.
        let reading = bytes.withUnsafeBytes {
            HistoryDatabases.read(main: $0, locator: locator, limit: .max) { entries += $0.count }
        }
        guard let reading, reading.notes.isEmpty else {
            throw WinnowError("benchmark-failed", "the history was not read: \(reading?.notes.description ?? "")")
        }
        return entries + reading.entries.count
    }

    /// What any reader must do: every visit with its page's address and title.
    private static func step(_ bytes: [UInt8]) throws {
        var handle: OpaquePointer?
        defer { sqlite3_close_v2(handle) }
        guard sqlite3_open(":memory:", &handle) == SQLITE_OK, let memory = sqlite3_malloc64(UInt64(bytes.count)) else {
            throw WinnowError("benchmark-failed", "no memory for the history")
        }
        UnsafeMutableRawBufferPointer(start: memory, count: bytes.count).copyBytes(from: bytes)
        let size = Int64(bytes.count)
        sqlite3_deserialize(
            handle, "main", memory.assumingMemoryBound(to: UInt8.self), size, size,
            UInt32(SQLITE_DESERIALIZE_READONLY | SQLITE_DESERIALIZE_FREEONCLOSE))
        var statement: OpaquePointer?
        defer { sqlite3_finalize(statement) }
        let sql = """
            SELECT v.id, v.visit_time, v.transition, u.url, u.title FROM visits v JOIN urls u ON u.id = v.url
            """
        sqlite3_prepare_v2(handle, sql, -1, &statement, nil)
        var length = 0
        while sqlite3_step(statement) == SQLITE_ROW {
            length &+=
                Int(sqlite3_column_int64(statement, 1)) &+ Int(sqlite3_column_bytes(statement, 3))
                &+ Int(sqlite3_column_bytes(statement, 4))
        }
        if length == 0 { throw WinnowError("benchmark-failed", "SQLite read no rows") }
    }

    private static func rounded(_ rate: Double) -> Int { Int((rate / 1000).rounded()) * 1000 }
}
