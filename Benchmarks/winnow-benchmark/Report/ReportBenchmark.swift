import Foundation
import Model
import Store

/// The report of a tenth of the model day's batch, and of all of it: memory must not grow with the hits, nor any page.
struct ReportBenchmark {
    let devices: Int
    let pictures: Int
    let hits: Int

    func run() async throws {
        print("\(ProcessInfo.processInfo.activeProcessorCount) cores; one process of `winnow report`")
        let tenth = try await report(pictures / 10, hits / 10)
        let whole = try await report(pictures, hits)
        print(
            String(
                format: "ten times the hits: %.1f times the seconds, %.2f times the memory, largest page %.2f times",
                whole.seconds / tenth.seconds, Double(whole.peak) / Double(tenth.peak),
                Double(whole.largest) / Double(tenth.largest)))
    }

    private struct Figures {
        var seconds: Double
        var peak: Int
        var largest: Int
    }

    private func report(_ pictures: Int, _ hits: Int) async throws -> Figures {
        let server = try await BenchmarkServer.start()
        let batch = SyntheticBatch(devices: devices, pictures: pictures, planted: "", hits: hits)
        _ = try await batch.store(in: server.connection)
        let folder = FileManager.default.temporaryDirectory.appending(path: "winnow-benchmark-report-\(getpid())")
        defer { try? FileManager.default.removeItem(at: folder) }
        let (seconds, peak) = try Self.winnow(
            ["report", "pictures", "--out", folder.path(percentEncoded: false)], server.conninfo)
        try await server.remove()
        let files = try Self.sizes(in: folder)
        let pages = files.filter { $0.key.hasSuffix(".html") }
        let largest = pages.max { $0.value < $1.value }
        print(
            String(
                format: "%7d hits, %6d pictures, %d devices: %6.2f s, peak %d MiB, %d files of %.1f MB", hits, pictures,
                devices, seconds, peak >> 20, files.count, Double(files.values.reduce(0, +)) / 1e6))
        print("  largest page \((largest?.value ?? 0) >> 10) KiB (\(largest?.key ?? "")), of \(pages.count)")
        return Figures(seconds: seconds, peak: peak, largest: largest?.value ?? 0)
    }

    /// - Returns: wall seconds, and the most memory that the process had, in bytes, seen every few milliseconds.
    private static func winnow(_ arguments: [String], _ conninfo: String) throws -> (seconds: Double, peak: Int) {
        let process = Process()
        let program = try URL(fileURLWithPath: ScannerClient.worker()).deletingLastPathComponent()
        process.executableURL = program.appending(path: "winnow")
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(["WINNOW_DATABASE_URL": conninfo]) { $1 }
        process.standardOutput = FileHandle.nullDevice
        let start = ContinuousClock.now
        try process.run()
        var peak = 0
        while process.isRunning {
            // The kernel keeps the peak until the process ends: only growth in the last moment is missed.
            peak = max(peak, ScannerClient.peak(of: process.processIdentifier))
            usleep(5_000)
        }
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw WinnowError("benchmark", "the report failed") }
        return ((ContinuousClock.now - start) / .seconds(1), peak)
    }

    /// Bytes of all files below a folder, by path.
    private static func sizes(in folder: URL) throws -> [String: Int] {
        let root = folder.path(percentEncoded: false)
        var sizes: [String: Int] = [:]
        for path in try FileManager.default.subpathsOfDirectory(atPath: root) {
            let attributes = try FileManager.default.attributesOfItem(atPath: root + "/" + path)
            if attributes[.type] as? FileAttributeType == .typeRegular { sizes[path] = attributes[.size] as? Int }
        }
        return sizes
    }
}
