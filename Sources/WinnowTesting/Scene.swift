import Foundation
import Model

/// A database and a home of a test's own, and the programs that work in them.
package struct Scene: Sendable {
    package let home: String
    package let winnow: Program
    package let worker: Program
    package let database: String

    package init() async throws { try await self.init(database: TestCluster.database()) }

    /// - Parameter database: an own one, when the test takes it away.
    package init(database: String) async throws {
        self.database = database
        home = NSTemporaryDirectory() + "winnow-scene-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: true)
        let environment = ["WINNOW_DATABASE_URL": database, "WINNOW_HOME": home]
        winnow = Program("winnow", environment: environment)
        worker = Program(
            "winnow-worker",
            environment: environment.merging(["WINNOW_DATABASE_URL": Self.conninfo(database, role: "winnow_worker")]) {
                $1
            })
    }

    /// `winnow` with the rights of a role and no more.
    package func winnow(as role: String) -> Program {
        Program(
            "winnow",
            environment: ["WINNOW_DATABASE_URL": Self.conninfo(database, role: role), "WINNOW_HOME": home])
    }

    private static func conninfo(_ database: String, role: String) -> String {
        guard database.hasPrefix("postgres") else { return database + " options='-c role=\(role)'" }
        return database + (database.contains("?") ? "&" : "?") + "options=-c%20role%3D\(role)"
    }

    package func remove() { try? FileManager.default.removeItem(atPath: home) }

    /// Writes a file in the home and gives its path.
    package func file(_ name: String, _ content: some DataProtocol) throws -> String {
        let path = home + "/" + name
        try Data(content).write(to: URL(fileURLWithPath: path))
        return path
    }

    /// Runs `winnow` and throws with all it said unless it ends with `code`.
    @discardableResult
    package func run(_ arguments: String..., code: Int32 = 0) async throws -> Program.Result {
        let result = try await winnow.run(arguments)
        guard result.code == code else { throw Unexpected(arguments: arguments, result: result) }
        return result
    }

    /// Works until nothing is left.
    package func work(_ arguments: String...) async throws {
        let all = ["--drain", "--log-level", "error"] + arguments
        let result = try await worker.run(all)
        guard result.code == 0 else { throw Unexpected(arguments: all, result: result) }
    }

    /// The objects of `winnow export`.
    package func export(_ batch: String, _ what: String) async throws -> [[String: Any]] {
        let text = try await run("export", batch, "--what", what, "--format", "jsonl").output
        return try text.split(separator: "\n").compactMap {
            try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]
        }
    }

    package func report(_ batch: String) async throws -> [String: Any] {
        let text = try await run("report", batch, "--format", "json").output
        return try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any] ?? [:]
    }

    /// Exhibit to findings digest.
    package func digests(_ batch: String) async throws -> [String: String] {
        let devices = try await report(batch)["devices"] as? [[String: Any]] ?? []
        var result: [String: String] = [:]
        for device in devices {
            if let exhibit = device["exhibit"] as? String, let digest = device["digest"] as? String {
                result[exhibit] = digest
            }
        }
        return result
    }
}

/// A program ended otherwise than the test expected.
package struct Unexpected: Error, CustomStringConvertible {
    private let arguments: [String]
    private let result: Program.Result

    package init(arguments: [String], result: Program.Result) {
        self.arguments = arguments
        self.result = result
    }

    package var description: String {
        "\(arguments) ended with \(result.code)\n--- output\n\(result.output)\n--- errors\n\(result.errors)"
    }
}
