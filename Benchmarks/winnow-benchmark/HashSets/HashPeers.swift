import CSQLite
import Foundation
import Model
import ReferenceData

/// The same digests as blobs in the primary key of a SQLite table without row numbers.
struct SQLitePeer {
    let folder: String
    let list: String
    let count: Int
    private static let lookups = 200_000

    func run(_ row: (String, String) -> Void) throws {
        let path = folder + "/known.db"
        var handle: OpaquePointer?
        guard sqlite3_open(path, &handle) == SQLITE_OK else { throw WinnowError("sqlite", "cannot open \(path)") }
        defer { sqlite3_close(handle) }
        for sql in [
            "PRAGMA journal_mode = OFF", "PRAGMA synchronous = OFF", "PRAGMA cache_size = -500000",
            "PRAGMA mmap_size = 8000000000", "CREATE TABLE known (sha1 BLOB PRIMARY KEY) WITHOUT ROWID", "BEGIN",
        ] { sqlite3_exec(handle, sql, nil, nil, nil) }
        var insert: OpaquePointer?
        sqlite3_prepare_v2(handle, "INSERT INTO known VALUES (?)", -1, &insert, nil)
        // Sorted first, as whoever builds such an index would.
        let sorted = folder + "/known.sorted"
        let time = try Stopwatch.measure {
            try shell("LC_ALL=C sort -S 400M -T '\(folder)' '\(list)' > '\(sorted)'")
            guard let file = fopen(sorted, "r") else { return }
            defer { fclose(file) }
            var line = [CChar](repeating: 0, count: 128)
            while fgets(&line, 128, file) != nil {
                let bytes =
                    Hex.bytes(String(decoding: line.prefix(40).map { UInt8(bitPattern: $0) }, as: UTF8.self)) ?? []
                _ = bytes.withUnsafeBytes { sqlite3_bind_blob(insert, 1, $0.baseAddress, 20, nil) }
                sqlite3_step(insert)
                sqlite3_reset(insert)
            }
            sqlite3_exec(handle, "COMMIT", nil, nil, nil)
        }
        sqlite3_finalize(insert)
        try? FileManager.default.removeItem(atPath: sorted)
        let size = FileManager.default.size(path)
        row("SQLite, import", "\(figure(Double(count) / time.wall / 1e6)) million/s")
        row("SQLite, size", "\(size / 1_000_000) MB, \(figure(Double(size) / Double(count))) bytes an entry")
        var select: OpaquePointer?
        sqlite3_prepare_v2(handle, "SELECT 1 FROM known WHERE sha1 = ?", -1, &select, nil)
        defer { sqlite3_finalize(select) }
        // One transaction: else each look-up would lock and unlock the file.
        sqlite3_exec(handle, "BEGIN", nil, nil, nil)
        for (name, isHit) in [("hit", true), ("miss", false)] {
            let asked = DigestText.asked(Self.lookups, of: count, hits: isHit)
            var found = 0
            let time = Stopwatch.measure {
                asked.withUnsafeBytes { all in
                    for start in stride(from: 0, to: all.count, by: 20) {
                        sqlite3_bind_blob(select, 1, all.baseAddress.map { $0 + start }, 20, nil)
                        if sqlite3_step(select) == SQLITE_ROW { found += 1 }
                        sqlite3_reset(select)
                    }
                }
            }
            row("SQLite, \(name)", "\(figure(time.cpu / Double(Self.lookups) * 1e9)) ns each (\(found) found)")
        }
    }
}

/// The Sleuth Kit's own index and look-up; a run's start is taken out by a run that asks for one digest.
struct HfindPeer {
    let folder: String
    let list: String
    let count: Int
    private static let lookups = 200_000

    func run(_ row: (String, String) -> Void) async throws {
        guard FileManager.default.isExecutableFile(atPath: "/usr/bin/hfind") else {
            return row("hfind", "not installed (package sleuthkit)")
        }
        // hfind reads MD5 lists alone: the first 16 bytes of each digest, as md5sum writes them.
        let md5 = folder + "/known.md5"
        try shell("awk '{print substr($1, 1, 32) \"  f\"}' '\(list)' > '\(md5)'")
        let index = try Stopwatch.measure(children: true) {
            try shell("TMPDIR='\(folder)' hfind -i md5sum '\(md5)' > /dev/null")
        }
        let size = FileManager.default.size(md5 + "-md5.idx") + FileManager.default.size(md5 + "-md5.idx2")
        row("hfind, index", "\(figure(Double(count) / index.wall / 1e6)) million/s")
        row(
            "hfind, size",
            "\((size) / 1_000_000) MB, \(figure(Double(size) / Double(count))) bytes an entry, besides the list")
        try Data("00000000000000000000000000000001\n".utf8).write(to: URL(fileURLWithPath: folder + "/one"))
        let start = try Stopwatch.measure { try shell("hfind -f '\(folder)/one' '\(md5)' > /dev/null") }
        for (name, isHit) in [("hit", true), ("miss", false)] {
            let asked = DigestText.asked(Self.lookups, of: count, hits: isHit)
            let text = stride(from: 0, to: asked.count, by: 20).map { Hex.string(asked[$0..<$0 + 16]) }
            try Data((text.joined(separator: "\n") + "\n").utf8).write(to: URL(fileURLWithPath: folder + "/asked"))
            let time = try Stopwatch.measure {
                try shell("hfind -f '\(folder)/asked' '\(md5)' > '\(folder)/answer'")
            }
            let each = (time.wall - start.wall) / Double(Self.lookups) * 1e9
            row("hfind, \(name)", "\(figure(each)) ns each")
        }
    }
}

private func shell(_ command: String) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", command]
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw WinnowError("shell-failed", "failed: \(command)") }
}
