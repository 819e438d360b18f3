import Foundation
import Model

/// Runs the built programs as a user does, and tells what came out.
package struct Program: Sendable {
    package struct Result: Sendable {
        package var code: Int32
        package var output: String
        package var errors: String
    }

    package let path: String
    /// What stands before the arguments, where `path` is a program that runs another.
    package var leading: [String] = []
    package var environment: [String: String]

    /// - Parameter name: `winnow` or `winnow-worker`, from the folder that the tests were built into.
    package init(_ name: String, environment: [String: String] = [:]) {
        self.init(path: Self.folder + "/" + name, environment: environment)
    }

    /// - Parameter environment: added to this process's own.
    package init(path: String, leading: [String] = [], environment: [String: String] = [:]) {
        self.path = path
        self.leading = leading
        self.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    }

    /// The folder of the built products: where the test bundle lies.
    package static let folder: String = {
        let bundle = CommandLine.arguments.first { $0.hasSuffix(".xctest") } ?? Bundle.main.bundlePath
        let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? bundle
        for candidate in [bundle, own] {
            let folder = URL(fileURLWithPath: candidate).deletingLastPathComponent().path
            if FileManager.default.isExecutableFile(atPath: folder + "/winnow") { return folder }
        }
        return FileManager.default.currentDirectoryPath + "/.build/debug"
    }()

    /// Runs to the end, draining both outputs.
    package func run(_ arguments: [String]) async throws -> Result {
        let running = try start(arguments)
        return await running.wait()
    }

    package func start(_ arguments: [String]) throws -> Running {
        try Running(path: path, arguments: leading + arguments, environment: environment)
    }

    /// A started program.
    package final class Running: @unchecked Sendable {
        package let process = Process()
        private let output = PipeReader()
        private let errors = PipeReader()
        private let ended: Task<Void, Never>

        init(path: String, arguments: [String], environment: [String: String]) throws {
            process.executableURL = URL(fileURLWithPath: path)
            process.arguments = arguments
            process.environment = environment
            process.standardInput = FileHandle.nullDevice
            process.standardOutput = output.pipe
            process.standardError = errors.pipe
            let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
            process.terminationHandler = { _ in continuation.finish() }
            try process.run()
            output.start()
            errors.start()
            ended = Task { for await _ in stream {} }
        }

        package func wait() async -> Result {
            await ended.value
            return Result(
                code: process.terminationStatus, output: await output.all(), errors: await errors.all())
        }

        /// Kills what has not ended after `limit`; its code is then that of SIGKILL, 9.
        package func wait(atMost limit: Duration) async -> Result {
            let alarm = Task {
                try await Task.sleep(for: limit)
                signal(SIGKILL)
            }
            defer { alarm.cancel() }
            return await wait()
        }

        /// What it has said on standard error up to now.
        package var errorsSoFar: String { errors.soFar }

        package func signal(_ number: Int32) { kill(process.processIdentifier, number) }
    }
}
