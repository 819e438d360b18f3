import CSQLite
import Foundation
import Model
import ReferenceData
import SampleImages
import Testing
import WinnowTesting

/// NIST's RDSv3, made by code in its own schema.
struct NSRLTests {
    /// The tables of a minimal set, from NIST's `schema.sql`.
    private static let minimal = """
        CREATE TABLE FILE (sha256 VARCHAR NOT NULL, sha1 VARCHAR NOT NULL, md5 VARCHAR NOT NULL, crc32 VARCHAR NOT NULL,
          file_name VARCHAR NOT NULL, file_size INTEGER NOT NULL, package_id INTEGER NOT NULL,
          CONSTRAINT PK_FILE__FILE PRIMARY KEY (sha256, sha1, md5, crc32, file_name, file_size, package_id));
        CREATE TABLE PKG (package_id INTEGER, name VARCHAR, version VARCHAR, operating_system_id INTEGER,
          manufacturer_id INTEGER, language VARCHAR, application_type VARCHAR);
        CREATE TABLE OS (operating_system_id INTEGER, name VARCHAR, version VARCHAR, manufacturer_id INTEGER);
        CREATE TABLE MFG (manufacturer_id INTEGER, name VARCHAR);
        CREATE TABLE VERSION (version VARCHAR UNIQUE NOT NULL, build_set VARCHAR, build_date, release_date, description);
        CREATE VIEW DISTINCT_HASH AS SELECT DISTINCT sha256, sha1, md5, crc32 FROM FILE;
        """
    /// In full sets FILE is a view.
    private static let full = """
        CREATE TABLE METADATA (metadata_id INTEGER PRIMARY KEY, sha256 VARCHAR, sha1 VARCHAR, md5 VARCHAR, crc32 VARCHAR,
          file_name VARCHAR, bytes INTEGER);
        CREATE TABLE PACKAGE_OBJECT (package_id INTEGER, metadata_id INTEGER);
        CREATE VIEW FILE AS SELECT m.sha256, m.sha1, m.md5, m.crc32, m.file_name, m.bytes AS file_size, p.package_id
          FROM METADATA m JOIN PACKAGE_OBJECT p USING (metadata_id);
        """

    private static func triple(_ number: UInt64) -> (md5: [UInt8], sha1: [UInt8], sha256: [UInt8]) {
        var random = SeededNumbers(seed: number)
        return (random.bytes(16), random.bytes(20), random.bytes(32))
    }

    private static func values(_ number: UInt64) -> String {
        let (md5, sha1, sha256) = triple(number)
        return [sha256, sha1, md5].map { "'" + Hex.string($0).uppercased() + "'" }.joined(separator: ",")
    }

    private func database(_ sql: String) throws -> Data {
        let path = CompiledSet.path("nsrl.db")
        defer { try? FileManager.default.removeItem(atPath: path) }
        var handle: OpaquePointer?
        try #require(sqlite3_open(path, &handle) == SQLITE_OK)
        let code = sqlite3_exec(handle, "BEGIN;" + sql + ";COMMIT", nil, nil, nil)
        try #require(code == SQLITE_OK, "\(String(cString: sqlite3_errmsg(handle)))")
        sqlite3_close(handle)
        return try Data(contentsOf: URL(filePath: path))
    }

    private func minimalSet() throws -> Data {
        var sql = Self.minimal
        for number in 0..<100 {
            for package in 0...(number % 3) {
                sql += "INSERT INTO FILE VALUES(\(Self.values(UInt64(number))),'0','a''b.dll',\(number),\(package));"
            }
        }
        return try database(sql)
    }

    private func has(_ set: HashSetFile, _ number: UInt64) -> [Bool] {
        let (md5, sha1, sha256) = Self.triple(number)
        return [
            set.lookup(md5, kind: .md5) != nil, set.lookup(sha1, kind: .sha1) != nil,
            set.lookup(sha256, kind: .sha256) != nil,
        ]
    }

    @Test func minimalSetsAreRead() throws {
        let (imported, set) = try CompiledSet.make(minimalSet(), name: "RDS_modern_minimal.db")
        #expect(imported.statistics.byKind == ["md5": 100, "sha1": 100, "sha256": 100])
        #expect(imported.statistics.duplicates == 3 * 99)
        for number in 0..<100 { #expect(has(set, UInt64(number)) == [true, true, true]) }
        #expect(has(set, 100) == [false, false, false])
    }

    @Test func fullSetsAreReadThroughTheirView() throws {
        var sql = Self.full
        for number in 1...50 {
            sql += "INSERT INTO METADATA VALUES(\(number),\(Self.values(UInt64(number))),'0','x',1);"
            sql += "INSERT INTO PACKAGE_OBJECT VALUES(7,\(number));"
        }
        let (imported, set) = try CompiledSet.make(database(sql), name: "RDS_modern.db")
        #expect(imported.statistics.entries == 150)
        #expect(has(set, 50) == [true, true, true])
    }

    @Test func deltasAddAndTakeOut() throws {
        let (_, base) = try CompiledSet.make(minimalSet(), name: "RDS.db")
        let gone = Self.triple(4)
        let moved = Self.values(5).split(separator: ",")
        let delta = """
            -- RDSv3 delta
            BEGIN TRANSACTION;
            INSERT INTO "FILE"("sha256","sha1","md5","crc32","file_name","file_size","package_id")
              VALUES(\(Self.values(200)),'0','new; ''quoted'' (name).dll',1,1);
            INSERT OR IGNORE INTO FILE VALUES(\(Self.values(201)),'0','x',1,1),(\(Self.values(202)),'0','x',1,1);
            DELETE FROM FILE WHERE sha256='\(Hex.string(gone.sha256))' AND sha1='\(Hex.string(gone.sha1))'
              AND md5='\(Hex.string(gone.md5))' AND file_name='it''s';
            INSERT INTO FILE VALUES(\(Self.values(5)),'0','moved',1,9);
            DELETE FROM FILE WHERE sha256=\(moved[0]) AND sha1=\(moved[1]) AND md5=\(moved[2]) AND package_id=0;
            UPDATE FILE SET crc32='12' WHERE sha256=\(Self.values(6).split(separator: ",")[0]);
            INSERT INTO PKG VALUES(1,'name','(VALUES','1',1,'DELETE FROM FILE','x');
            COMMIT;
            """
        var options = HashSetImport.Options()
        options.base = base
        let (imported, set) = try CompiledSet.make(delta, name: "delta.sql", options)
        for number: UInt64 in [200, 201, 202, 0, 5, 6, 99] {
            #expect(has(set, number) == [true, true, true], "\(number)")
        }
        #expect(has(set, 4) == [false, false, false])
        #expect(imported.statistics.removed == 3)
        #expect(imported.statistics.entries == 300 - 3 + 9)
        #expect(imported.statistics.refused == 0)
    }

    @Test func whatADeltaCannotSayIsCounted() throws {
        let (imported, _) = try CompiledSet.make(
            "INSERT INTO FILE VALUES(\(Self.values(1)),'0','x',1,1);\nDELETE FROM FILE WHERE rowid=4;\n",
            name: "delta.sql")
        #expect(imported.statistics.refused == 1 && !imported.warnings.isEmpty)
        let error = #expect(throws: WinnowError.self) {
            try CompiledSet.make("INSERT INTO FILE VALUES('x','y','z');\n", name: "delta.sql")
        }
        #expect(error?.message.hasSuffix("delta.sql:1: not a sha256 digest") == true)
    }

    @Test func theSleuthKitsDatabasesAreRead() throws {
        let (md5, sha1, sha256) = Self.triple(9)
        let sql = """
            CREATE TABLE hashes (id INTEGER PRIMARY KEY AUTOINCREMENT, md5 BINARY(16) UNIQUE, sha1 BINARY(20),
              sha2_256 BINARY(32));
            INSERT INTO hashes(md5, sha1, sha2_256) VALUES(X'\(Hex.string(md5))',X'\(Hex.string(sha1))',X'\(Hex.string(sha256))');
            INSERT INTO hashes(md5) VALUES(X'\(Hex.string(Self.triple(8).md5))');
            """
        let (_, set) = try CompiledSet.make(database(sql), name: "known.kdb")
        #expect(has(set, 9) == [true, true, true])
        #expect(has(set, 8) == [true, false, false])
    }

    @Test func otherDatabasesAndDamagedOnesAreRefused() throws {
        let other = try database("CREATE TABLE t (a)")
        var damaged = try minimalSet()
        damaged.replaceSubrange(
            4_096..<(damaged.count / 4_096 * 4_096),
            with: repeatElement(0x41, count: damaged.count / 4_096 * 4_096 - 4_096))
        let wrong = try database(Self.minimal + "INSERT INTO FILE VALUES('12','34','56','0','x',1,1)")
        for (content, what) in [(other, "NSRL's table FILE"), (damaged, "SQLite"), (wrong, "row 1 of FILE")] {
            let error = #expect(throws: WinnowError.self) { try CompiledSet.make(content, name: "x.db") }
            #expect(error?.message.contains(what) == true, "\(error?.message ?? "")")
        }
    }
}
