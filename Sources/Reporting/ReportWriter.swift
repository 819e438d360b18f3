import Digests
import Foundation
import Model

/// Writes a whole report into a directory; existing files of the same name are replaced. Memory does not grow with hits.
///
/// `index.html`, `devices/NNN.html` and the pages of their hits, `report.json`, `devices.csv`, `hits.csv`, `case.jsonld`,
/// and `MANIFEST.sha256`, which `sha256sum -c` checks.
package final class ReportWriter {
    private let report: BatchReport
    private let folder: ReportFolder
    private let places: [String: Int]
    private var pages: HitPages?
    private var table: ReportFolder.Stream

    /// - Throws: `report-write` when the directory or a file cannot be written; so do all others.
    package init(_ report: BatchReport, to directory: String) throws {
        self.report = report
        folder = try ReportFolder(directory)
        places = Dictionary(report.devices.enumerated().map { ($1.exhibit, $0) }) { first, _ in first }
        table = try folder.stream("hits.csv")
        try table.write(HitsCSV.header)
    }

    /// A hit of the batch: devices one after the other, the hits of each in canonical order.
    package func add(_ hit: Hit, exhibit: String, image: String) throws {
        if pages?.device.exhibit != exhibit {
            try endDevice()
            pages = places[exhibit].map { HitPages(report: report, index: $0) }
        }
        try table.write(HitsCSV.row(hit, exhibit: exhibit, image: image))
        if let page = pages?.add(hit, image: image) { try folder.write(page.content, to: page.path) }
    }

    /// Writes all the rest.
    ///
    /// - Returns: the digest (SHA-256, hexadecimal) of the manifest.
    package func finish() throws -> String {
        try endDevice()
        try table.close()
        for page in HTMLReport.files(for: report) { try folder.write(page.content, to: page.path) }
        try folder.write(String(decoding: try JSONReport.data(report), as: UTF8.self), to: "report.json")
        try folder.write(DevicesCSV.text(report), to: "devices.csv")
        let bundle = try folder.stream("case.jsonld")
        try CASEBundle.write(report) { try bundle.write($0) }
        try bundle.close()
        return try folder.finish()
    }

    private func endDevice() throws {
        if let page = pages?.finish() { try folder.write(page.content, to: page.path) }
        pages = nil
    }
}

/// A folder whose files' digests are kept while they are written.
final class ReportFolder {
    private let root: URL
    private var digests: [String: [UInt8]] = [:]

    init(_ directory: String) throws {
        root = URL(filePath: directory, directoryHint: .isDirectory)
        let devices = root.appending(path: "devices")
        try Self.reporting(root) {
            try FileManager.default.createDirectory(at: devices, withIntermediateDirectories: true)
        }
    }

    /// A file that is written piece by piece.
    final class Stream {
        private let handle: FileHandle
        private let digest = RunningDigest(.sha256)
        private let file: URL
        private let ended: ([UInt8]) -> Void

        fileprivate init(_ file: URL, _ ended: @escaping ([UInt8]) -> Void) throws {
            self.file = file
            self.ended = ended
            _ = FileManager.default.createFile(atPath: file.path(percentEncoded: false), contents: nil)
            handle = try ReportFolder.reporting(file) { try FileHandle(forWritingTo: file) }
        }

        func write(_ text: String) throws {
            let bytes = Data(text.utf8)
            bytes.withUnsafeBytes { digest.update($0) }
            try ReportFolder.reporting(file) { try handle.write(contentsOf: bytes) }
        }

        func close() throws {
            try ReportFolder.reporting(file) { try handle.close() }
            ended(digest.finish())
        }
    }

    func stream(_ path: String) throws -> Stream {
        try Stream(root.appending(path: path)) { [weak self] in self?.digests[path] = $0 }
    }

    func write(_ text: String, to path: String) throws {
        let file = root.appending(path: path)
        let bytes = Array(text.utf8)
        try Self.reporting(file) { try Data(bytes).write(to: file, options: .atomic) }
        digests[path] = RunningDigest.of(bytes)
    }

    /// Writes the manifest.
    func finish() throws -> String {
        let list = digests.sorted { $0.key < $1.key }.map { "\(Hex.string($0.value))  \($0.key)\n" }.joined()
        let file = root.appending(path: "MANIFEST.sha256")
        try Self.reporting(file) { try Data(list.utf8).write(to: file, options: .atomic) }
        return Hex.string(RunningDigest.of(list))
    }

    fileprivate static func reporting<Value>(_ place: URL, _ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch {
            throw WinnowError(
                "report-write", "cannot write \(place.path(percentEncoded: false))",
                remedy: "check the directory's permissions and free space", cause: error.localizedDescription)
        }
    }
}
