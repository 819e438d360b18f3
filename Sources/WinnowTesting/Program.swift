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
    package var environment: [String: String]

    /// - Parameter name: `winnow` or `winnow-worker`, from the folder that the tests were built into.
    package init(_ name: String, environment: [String: String] = [:]) {
        path = Self.folder + "/" + name
        var merged = ProcessInfo.processInfo.environment
        for (key, value) in environment { merged[key] = value }
        self.environment = merged
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
        try Running(path: path, arguments: arguments, environment: environment)
    }

    /// A started program.
    package final class Running: @unchecked Sendable {
        package let process = Process()
        private let output: Task<Data, Never>
        private let errors: Task<Data, Never>
        private let ended: Task<Void, Never>

        init(path: String, arguments: [String], environment: [String: String]) throws {
            let outputPipe = Pipe()
            let errorPipe = Pipe()
            process.executableURL = URL(fileURLWithPath: path)
            process.arguments = arguments
            process.environment = environment
            process.standardInput = FileHandle.nullDevice
            process.standardOutput = outputPipe
            process.standardError = errorPipe
            let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
            process.terminationHandler = { _ in continuation.finish() }
            try process.run()
            output = Self.drain(outputPipe)
            errors = Self.drain(errorPipe)
            ended = Task { for await _ in stream {} }
        }

        package func wait() async -> Result {
            await ended.value
            let text = await output.value
            let errorText = await errors.value
            return Result(
                code: process.terminationStatus, output: String(decoding: text, as: UTF8.self),
                errors: String(decoding: errorText, as: UTF8.self))
        }

        package func signal(_ number: Int32) { kill(process.processIdentifier, number) }

        private static func drain(_ pipe: Pipe) -> Task<Data, Never> {
            // A thread of its own: a blocked read must not hold the pool.
            let handle = pipe.fileHandleForReading
            return Task {
                await withCheckedContinuation { continuation in
                    Thread { continuation.resume(returning: handle.readDataToEndOfFile()) }.start()
                }
            }
        }
    }
}
