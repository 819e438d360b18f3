import Foundation
import Testing
import WinnowTesting

/// Makes archives of a few files by the usual tools; what no free tool writes is laid out by `HandMade`.
struct ArchiveKit {
    static let tools = ["/usr/bin/bsdtar", "/usr/bin/7zz", "/usr/bin/gcab", "/usr/bin/zip", "/usr/bin/icat"]
    static var isPossible: Bool { Needs.haveAll(tools) }

    let folder: String

    init(_ scene: Scene, _ name: String, _ files: [(name: String, content: Data)]) throws {
        folder = scene.home + "/" + name
        for file in files {
            let url = URL(fileURLWithPath: folder + "/" + file.name)
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try file.content.write(to: url)
        }
    }

    /// Runs a tool in the folder and gives the file that it made beside it.
    func make(_ output: String, _ tool: String, _ arguments: [String]) async throws -> Data {
        let path = folder + "." + output
        let script = "cd \"$0\" && exec \"$@\""
        let result = try await Program(path: "/bin/sh").run(
            ["-c", script, folder, tool] + arguments.map { $0.replacing("OUT", with: path) })
        try #require(result.code == 0, "\(tool) \(arguments): \(result.errors)\(result.output)")
        return try Data(contentsOf: URL(fileURLWithPath: path))
    }

    func tar(_ output: String, _ options: String..., of files: [String] = ["."]) async throws -> Data {
        try await make(output, "bsdtar", options + ["-cf", "OUT"] + files)
    }
}
