import Foundation
import Model

/// Writes a whole report into a directory.
package enum ReportWriter {
    /// Writes `index.html`, `devices/NNN.html`, `report.json` and `devices.csv`; existing ones are replaced.
    ///
    /// - Throws: `report-write` when the directory or a file cannot be written.
    package static func write(_ report: BatchReport, to directory: String) throws {
        let root = URL(filePath: directory, directoryHint: .isDirectory)
        try reporting(root) {
            try FileManager.default.createDirectory(
                at: root.appending(path: "devices"), withIntermediateDirectories: true)
        }
        for page in HTMLReport.files(for: report) { try write(Array(page.content.utf8), to: page.path, in: root) }
        try write(try JSONReport.data(report), to: "report.json", in: root)
        try write(Array(DevicesCSV.text(report).utf8), to: "devices.csv", in: root)
    }

    private static func write(_ bytes: [UInt8], to path: String, in root: URL) throws {
        let file = root.appending(path: path)
        try reporting(file) { try Data(bytes).write(to: file, options: .atomic) }
    }

    private static func reporting(_ place: URL, _ body: () throws -> Void) throws {
        do {
            try body()
        } catch {
            throw WinnowError(
                "report-write", "cannot write \(place.path(percentEncoded: false))",
                remedy: "check the directory's permissions and free space", cause: error.localizedDescription)
        }
    }
}
