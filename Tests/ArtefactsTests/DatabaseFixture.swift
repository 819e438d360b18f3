import Artefacts
import CSQLite
import Foundation
import Testing

/// A real SQLite database on disk for as long as the value lives; its files can be read at any moment, also in the
/// middle of a transaction, as a seizure would find them.
final class DatabaseFixture {
    private let folder: URL
    private var handle: OpaquePointer?

    struct Files {
        var main: [UInt8]
        var wal: [UInt8]?
        var journal: [UInt8]?
    }

    init(pageSize: Int = 4096) throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("winnow-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try #require(sqlite3_open(folder.appendingPathComponent("db").path, &handle) == SQLITE_OK)
        try run("PRAGMA page_size = \(pageSize)")
    }

    deinit {
        sqlite3_close_v2(handle)
        try? FileManager.default.removeItem(at: folder)
    }

    func run(_ sql: String) throws {
        let status = sqlite3_exec(handle, sql, nil, nil, nil)
        try #require(status == SQLITE_OK, "\(handle.map { String(cString: sqlite3_errmsg($0)) } ?? ""): \(sql)")
    }

    /// From here on commits go to the log and stay there.
    func useLog() throws {
        try run("PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0")
    }

    func files() -> Files {
        func bytes(_ name: String) -> [UInt8]? {
            (try? Data(contentsOf: folder.appendingPathComponent(name))).map { [UInt8]($0) }
        }
        return Files(main: bytes("db") ?? [], wal: bytes("db-wal"), journal: bytes("db-journal"))
    }
}
