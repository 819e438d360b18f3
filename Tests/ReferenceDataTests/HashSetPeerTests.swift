import CSQLite
import Foundation
import Model
import ReferenceData
import SampleImages
import Testing
import WinnowTesting

/// The same look-ups asked of The Sleuth Kit's `hfind` and of SQLite.
struct HashSetPeerTests {
    static let hfind = ["/usr/bin/hfind", "/usr/local/bin/hfind"].first {
        FileManager.default.isExecutableFile(atPath: $0)
    }

    private static func samples(_ seed: UInt64) -> (listed: [String], asked: [String]) {
        var random = SeededNumbers(seed: seed)
        let listed = (0..<3_000).map { _ in Hex.string(random.bytes(16)) }
        let other = (0..<200).map { _ in Hex.string(random.bytes(16)) }
        return (listed, (listed.prefix(200) + other).shuffled(using: &random))
    }

    @Test(.needs("hfind", if: hfind != nil))
    func hfindSaysTheSame() async throws {
        let seed = UInt64.random(in: 0 ... .max)
        let (listed, asked) = Self.samples(seed)
        let folder = CompiledSet.path("hfind")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let list = folder + "/known.md5"
        try Data(listed.map { $0 + "  file\n" }.joined().utf8).write(to: URL(filePath: list))
        try Data((asked.joined(separator: "\n") + "\n").utf8).write(to: URL(filePath: folder + "/asked"))
        let program = Program(path: try #require(Self.hfind))
        #expect(try await program.run(["-i", "md5sum", list]).code == 0)
        let answer = try await program.run(["-f", folder + "/asked", list])
        let theirs = answer.output.split(separator: "\n").map { !$0.contains("Hash Not Found") }
        let set = try HashSetFile(path: compile(list, in: folder))
        let ours = asked.map { set.lookup(Hex.bytes($0) ?? [], kind: .md5) != nil }
        #expect(theirs.count == asked.count && theirs == ours, "seed \(seed)")
    }

    @Test func sqliteSaysTheSame() throws {
        let seed = UInt64.random(in: 0 ... .max)
        let (listed, asked) = Self.samples(seed)
        var handle: OpaquePointer?
        try #require(sqlite3_open(":memory:", &handle) == SQLITE_OK)
        defer { sqlite3_close(handle) }
        sqlite3_exec(handle, "CREATE TABLE known (md5 TEXT PRIMARY KEY) WITHOUT ROWID; BEGIN", nil, nil, nil)
        for digest in listed { sqlite3_exec(handle, "INSERT INTO known VALUES('\(digest)')", nil, nil, nil) }
        let (_, set) = try CompiledSet.make(listed.joined(separator: "\n"))
        for digest in asked {
            var statement: OpaquePointer?
            sqlite3_prepare_v2(handle, "SELECT 1 FROM known WHERE md5 = '\(digest)'", -1, &statement, nil)
            let isThere = sqlite3_step(statement) == SQLITE_ROW
            sqlite3_finalize(statement)
            #expect((set.lookup(Hex.bytes(digest) ?? [], kind: .md5) != nil) == isThere, "seed \(seed)")
        }
    }

    private func compile(_ list: String, in folder: String) throws -> String {
        _ = try HashSetImport.compile([list], to: folder + "/known.wset")
        return folder + "/known.wset"
    }
}
