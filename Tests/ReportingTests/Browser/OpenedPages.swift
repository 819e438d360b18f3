import Foundation
import WinnowTesting

/// What a headless browser says of pages that it opened.
struct OpenedPages: Decodable {
    /// One page at one width, in light or in dark.
    struct View: Decodable {
        var page: String
        var width: Int
        var scheme: String
        var faults: [String]
        /// The least contrast of any text.
        var contrast: Double
        var ground: String
        /// As a reader sees it.
        var text: String
        var screenshot: String
    }

    var views: [View]
    /// Addresses of all that the browser asked for.
    var requests: [String]

    static let browser = program(["chromium"])
    static let python = program(["python3"])

    private static func program(_ names: [String]) -> String? {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        return folders.flatMap { folder in names.map { "\(folder)/\($0)" } }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    static func open(_ pages: [String], in folder: URL, screenshots: URL) async throws -> OpenedPages {
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "open-pages.py")
        let paths = [script, folder, screenshots].map { $0.path(percentEncoded: false) }
        let result = try await Program(path: python ?? "python3").run(
            [paths[0], browser ?? "chromium", paths[1], paths[2]] + pages)
        guard result.code == 0 else { throw Failure(errors: result.errors) }
        return try JSONDecoder().decode(OpenedPages.self, from: Data(result.output.utf8))
    }

    struct Failure: Error { var errors: String }
}
