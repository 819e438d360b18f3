import Foundation
import WinnowTesting

extension Scene {
    /// Runs the commands that the report of a batch gives for repeating its hits, as they stand there.
    func repeatHits(
        _ batch: String, where condition: (String) -> Bool
    ) async throws -> [(command: String, result: Program.Result)] {
        let out = home + "/report-of-commands"
        try await run("report", batch, "--out", out)
        var ended: [(command: String, result: Program.Result)] = []
        for name in try FileManager.default.subpathsOfDirectory(atPath: out).sorted() where name.hasSuffix(".html") {
            let page = try String(contentsOfFile: out + "/" + name, encoding: .utf8)
            for line in page.split(separator: "\n").map(String.init) where line.hasPrefix("icat") && condition(line) {
                let plain = line.replacing("&#39;", with: "'").replacing("&gt;", with: ">")
                    .replacing("&quot;", with: "\"").replacing("&#34;", with: "\"").replacing("&amp;", with: "&")
                ended.append((plain, try await Program(path: "/bin/bash").run(["-c", "cd \"$0\" && " + plain, home])))
            }
        }
        return ended
    }
}
