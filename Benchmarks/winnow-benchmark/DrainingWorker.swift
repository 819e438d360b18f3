import Foundation
import Model

/// A real worker process that does what is in the queue and leaves.
struct DrainingWorker {
    let conninfo: String
    let slots: Int

    func run() throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try ScannerClient.worker())
        process.arguments = ["--slots", "\(slots)", "--drain", "--log-level", "error"]
        process.environment = ProcessInfo.processInfo.environment.merging([
            "WINNOW_DATABASE_URL": conninfo, "WINNOW_HOME": NSTemporaryDirectory() + "winnow-benchmark-worker",
        ]) { $1 }
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw WinnowError("benchmark", "the worker failed") }
    }
}
