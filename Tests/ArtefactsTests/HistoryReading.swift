import Artefacts
import Foundation
import Model
import Testing

/// Reads a fixture's or a corpus file's bytes as a history database found at `/Users/a/Profile/History`.
func readHistory(
    _ main: [UInt8], wal: [UInt8]? = nil, journal: [UInt8]? = nil
) -> ArtefactReading? {
    let locator = Locator(
        volumeOffset: 0, fileSystem: "ntfs", metaAddress: 7, path: RawPath("/Users/a/Profile/History"),
        state: .allocated)
    return main.withUnsafeBytes { main in
        withOptionalBytes(wal) { wal in
            withOptionalBytes(journal) { journal in
                HistoryDatabases.read(main: main, wal: wal, journal: journal, locator: locator)
            }
        }
    }
}

func readHistory(_ files: DatabaseFixture.Files) -> ArtefactReading? {
    readHistory(files.main, wal: files.wal, journal: files.journal)
}

func withOptionalBytes<Result>(_ bytes: [UInt8]?, _ body: (UnsafeRawBufferPointer?) -> Result) -> Result {
    guard let bytes else { return body(nil) }
    return bytes.withUnsafeBytes { body($0) }
}

/// Public test data beside the checkout; tests that want it skip where it is absent.
enum Corpora {
    static let folder = URL(
        fileURLWithPath: ProcessInfo.processInfo.environment["WINNOW_CORPORA"] ?? "../shared/corpora")
    static let hasBrowsers = FileManager.default.fileExists(atPath: folder.appendingPathComponent("browser").path)

    static func browser(_ name: String) throws -> [UInt8] {
        try [UInt8](Data(contentsOf: folder.appendingPathComponent("browser/\(name)")))
    }

    static func expected(_ name: String, _ kind: String = "browser") throws -> [String: Any] {
        let data = try Data(contentsOf: folder.appendingPathComponent("expected/\(kind)/\(name).json"))
        return try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
    }

    static func bytes(_ path: String) throws -> [UInt8] {
        try [UInt8](Data(contentsOf: folder.appendingPathComponent(path)))
    }

    /// Names of a folder's files, sorted; empty where the corpora are not.
    static func names(_ kind: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder.appendingPathComponent(kind).path)) ?? [])
            .sorted()
    }

    /// Events as plaso writes them, one JSON object a line; empty where plaso was not run.
    static func plaso(_ kind: String, _ name: String) throws -> [[String: Any]] {
        let file = folder.appendingPathComponent("expected/plaso/\(kind)/\(name).jsonl")
        guard let text = try? String(contentsOf: file, encoding: .utf8) else { return [] }
        return try text.split(separator: "\n").map { line in
            try #require(JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        }
    }
}

/// Reads a file's bytes as the artefact that its content and path say it is; nil when no reader wants it.
func readArtefact(_ bytes: [UInt8], at path: String) -> ArtefactReading? {
    let locator = Locator(
        volumeOffset: 0, fileSystem: "ntfs", metaAddress: 7, path: RawPath(path), state: .allocated)
    return bytes.withUnsafeBytes { all in
        let head = UnsafeRawBufferPointer(rebasing: all.prefix(ArtefactReaders.headLength))
        guard let reader = ArtefactReaders.reader(head: head, path: locator.path) else { return nil }
        return ArtefactReaders.read(reader, all, locator: locator)
    }
}

/// `2016-01-11 22:08:20.985330`, as libyal's Python bindings print a time.
func spaced(_ time: Int64?) -> String {
    guard let time else { return "" }
    var parts = tm()
    var seconds = time_t(time / 1_000_000)
    gmtime_r(&seconds, &parts)
    return String(
        format: "%04d-%02d-%02d %02d:%02d:%02d.%06d", parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday,
        parts.tm_hour, parts.tm_min, parts.tm_sec, Int(time % 1_000_000))
}
