import Foundation
import Model
import Synchronization

/// An HTTP server over a folder, of a test's own, that can be told to misbehave. It ends with the test's process.
package final class EvidenceServer: Sendable {
    /// One request as it came in.
    package struct Request: Decodable, Sendable {
        package var method: String
        package var path: String
        package var headers: [String: String]
    }

    package let port: Int
    package let isSecure: Bool
    private let pipes: Mutex<(input: FileHandle, output: FileHandle)>

    /// - Parameter certificate: PEM of key and certificate, for HTTPS.
    package init(folder: String, certificate: String? = nil) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
        process.arguments = ["-c", EvidenceServerScript.text, folder, certificate ?? ""]
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        guard let port = Int(try Self.line(of: output.fileHandleForReading)) else {
            throw WinnowError("evidence-server", "the server did not start")
        }
        self.port = port
        isSecure = certificate != nil
        pipes = Mutex((input.fileHandleForWriting, output.fileHandleForReading))
    }

    deinit { pipes.withLock { try? $0.input.close() } }

    package func url(_ path: String) -> String {
        (isSecure ? "https" : "http") + "://localhost:\(port)/" + path
    }

    /// The whole behaviour from now on, as JSON in one line; `{}` for a good server.
    package func behave(_ json: String) throws { _ = try ask(json) }

    /// All that came in.
    package func requests() throws -> [Request] {
        try JSONDecoder().decode([Request].self, from: Data(ask("requests").utf8))
    }

    private func ask(_ line: String) throws -> String {
        try pipes.withLock { pipes in
            try pipes.input.write(contentsOf: Data((line + "\n").utf8))
            return try Self.line(of: pipes.output)
        }
    }

    private static func line(of handle: FileHandle) throws -> String {
        var line: [UInt8] = []
        while let byte = try handle.read(upToCount: 1)?.first, byte != UInt8(ascii: "\n") { line.append(byte) }
        return String(decoding: line, as: UTF8.self)
    }
}
