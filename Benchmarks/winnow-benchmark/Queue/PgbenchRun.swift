import Foundation
import Model
import Store

/// Runs pgbench, the yardstick, on a script of ours.
struct PgbenchRun {
    let conninfo: String
    let script: String
    var clients = 1

    /// Transactions a second, connecting not counted.
    func rate(seconds: Int) async throws -> Double {
        try number(after: "tps = ", in: await run(["-T", "\(seconds)"]))
    }

    /// Seconds that the script takes, once.
    func once() async throws -> Double { try number(after: "latency average = ", in: await run(["-t", "1"])) / 1_000 }

    private func run(_ arguments: [String]) async throws -> String {
        let folder = FileManager.default.temporaryDirectory.path
        let file = folder + "/winnow-pgbench-\(getpid()).sql"
        try Data(script.utf8).write(to: URL(fileURLWithPath: file))
        defer { try? FileManager.default.removeItem(atPath: file) }
        let threads = min(clients, ProcessInfo.processInfo.activeProcessorCount)
        // Not by Foundation, which hands the caller's blocked signals on: pgbench would never see its alarm.
        let (status, output) = try await ProgramRun.run(
            [try Self.program(), "-n", "-M", "simple", "-c", "\(clients)", "-j", "\(threads)", "-f", file] + arguments
                + [conninfo], directory: folder)
        guard status == 0, !output.contains("aborted") else {
            throw WinnowError("benchmark", "pgbench failed", cause: String(output.suffix(400)))
        }
        return output
    }

    private func number(after words: String, in output: String) throws -> Double {
        guard let range = output.range(of: words),
            let number = Double(output[range.upperBound...].prefix { $0.isNumber || $0 == "." })
        else { throw WinnowError("benchmark", "pgbench said something else", cause: String(output.suffix(400))) }
        return number
    }

    private static func program() throws -> String {
        let folder = "/usr/lib/postgresql"
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        let found = versions.compactMap(Int.init).sorted(by: >).map { "\(folder)/\($0)/bin/pgbench" }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
        guard let found else {
            throw WinnowError("benchmark", "there is no pgbench", remedy: "install the package postgresql-15")
        }
        return found
    }
}
