import Foundation
import Model
import Store

/// Runs the worker beside this program until a batch is done, and shows how far it is.
struct WorkerRun {
    var slots: Int?

    func finish(batch: String) async throws {
        let program = URL(fileURLWithPath: try Self.ownFolder()).appendingPathComponent("winnow-worker")
        guard FileManager.default.isExecutableFile(atPath: program.path) else {
            throw WinnowError(
                "worker-missing", "there is no winnow-worker beside this program", remedy: "build it: swift build")
        }
        let process = Process()
        process.executableURL = program
        process.arguments = ["--drain", "--log-level", "warning"] + (slots.map { ["--slots", "\($0)"] } ?? [])
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let line = ProgressLine()
        while process.isRunning {
            try await Task.sleep(for: .milliseconds(500))
            // Progress is a courtesy: when it cannot be had, the work goes on.
            if let status = try? await Database.use({ try await WorkerRun.status(batch, Records($0)) }) {
                line.show(status)
            }
        }
        line.end()
        guard process.terminationStatus == 0 else {
            throw WinnowError("worker-failed", "the worker ended with code \(process.terminationStatus)")
        }
    }

    private static func status(_ batch: String, _ records: Records) async throws -> BatchStatus? {
        try await records.status(batchID: records.batchID(named: batch)).first
    }

    private static func ownFolder() throws -> String {
        let own = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        return URL(fileURLWithPath: own).deletingLastPathComponent().path
    }
}
