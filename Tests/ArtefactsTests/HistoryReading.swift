import Artefacts
import Foundation
import Model
import Testing

/// Reads a fixture's or a corpus file's bytes as a history database found at `/Users/a/Profile/History`.
func readHistory(
    _ main: [UInt8], wal: [UInt8]? = nil, journal: [UInt8]? = nil
) -> (entries: [HistoryEntry], note: WinnowError?)? {
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

func readHistory(_ files: DatabaseFixture.Files) -> (entries: [HistoryEntry], note: WinnowError?)? {
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

    static func expected(_ name: String) throws -> [String: Any] {
        let data = try Data(contentsOf: folder.appendingPathComponent("expected/browser/\(name).json"))
        return try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
    }
}
