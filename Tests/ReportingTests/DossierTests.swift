import Digests
import Foundation
import Model
import ReferenceData
import Testing
import WinnowTesting

@testable import Reporting

/// What a unit is given with an escalation.
@Suite struct DossierTests {
    private static let hostile = "=cmd\u{202E}<script>\u{1B}[31m\"'\n\u{0}.jpg"

    private static func file(_ path: String, _ content: String, address: UInt64, state: FileState = .allocated)
        -> MatchedFile
    {
        let bytes = Array(content.utf8)
        return MatchedFile(
            image: "/evidence/a.E01",
            record: FileRecord(
                locator: Locator(
                    volumeOffset: 1_048_576, fileSystem: "ntfs", metaAddress: address, attribute: "128-1",
                    path: RawPath(path), state: state), kind: .regular, size: UInt64(bytes.count),
                modified: 1_600_000_000,
                digests: DigestTriple(
                    md5: RunningDigest.of(bytes, .md5), sha1: RunningDigest.of(bytes, .sha1),
                    sha256: RunningDigest.of(bytes)), type: "image/jpeg"))
    }

    static func dossier() -> Dossier {
        let files = [
            file("Users/a/1.jpg", "one", address: 64), file("Users/a/copy.jpg", "one", address: 65, state: .deleted),
            file("Users/a/" + hostile, "two", address: 66),
        ]
        let hits = files.enumerated().map { number, file in
            Hit(
                analyzer: "hash", list: "set", listVersion: "v", listKind: "contraband",
                term: "md5:" + Hex.string(file.record.digests?.md5 ?? []), category: number < 2 ? "1" : hostile,
                locator: file.record.locator, image: file.image)
        }
        let keyword = Hit(
            analyzer: "keyword", list: "words", listVersion: "w", term: hostile, category: nil,
            locator: Locator(
                volumeOffset: 0, fileSystem: "", metaAddress: 0, path: RawPath(bytes: [0xFF, 0x2F, 0]),
                state: .unallocated, byteOffset: 77), encoding: "utf-8", context: hostile, image: "/evidence/a.E01")
        let searches = ["url", "title", "search-term"].map { field in
            Hit(
                analyzer: "history", list: "words", listVersion: "w", term: "x",
                locator: Locator(
                    volumeOffset: 0, fileSystem: "ext4", metaAddress: 12, path: RawPath("/h/History"), state: .allocated
                ),
                encoding: field, context: hostile, firstTime: 1_700_000_000_000_000, lastTime: 1_700_000_001_000_000,
                image: "/evidence/a.E01")
        }
        return Dossier(
            escalationID: 7, pull: 123, revision: 2, unit: "dfu", batch: "op", exhibit: "ABC/1" + hostile,
            notes: ["seal": hostile], category: "known-image", severity: .critical, outcome: .escalate,
            summary: "2 files", target: .day, createdAt: 1_700_000_000_000_000, dueAt: 1_700_086_400_000_000,
            isEarly: true, generatedBy: "winnow 1",
            references: [
                ReferenceVersion(kind: .hashset, name: "set", digest: "ee", setKind: .contraband, entries: 5)
            ],
            images: [
                ImageMaterial(
                    path: "/evidence/a.E01", container: "ewf", size: 4096, digest: "",
                    storedDigests: ["md5:900150983cd24fb0d6963f7d28e17f72"])
            ], findingsDigest: nil, auditHeads: ["batch:1:4:00"], hits: hits + [keyword] + searches, files: files,
            work: DeviceWork(
                started: 1_700_000_000_000_000, ended: 1_700_000_060_000_000,
                workers: ["a", "b"].map { .init(host: $0 + hostile, version: "1", sandbox: "seccomp=1", jobs: 1) }))
    }

    private static func content(_ name: String) throws -> [UInt8] {
        let file = try #require(DossierFiles.all(dossier()).first { $0.name == name })
        return try file.content()
    }

    @Test func theFoldersNameIsAFileName() {
        let name = DossierFiles.folder(Self.dossier())
        #expect(name.hasPrefix("7-") && name.hasSuffix("-known-image-pull123"))
        #expect(name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") })
    }

    @Test func ourOwnImporterReadsTheVICSCaseBack() throws {
        let bytes = try Self.content("vics.json")
        let set = try CompiledSet.make(Data(bytes), name: "vics.json").file
        for (content, category) in [("one", "1"), ("two", nil)] as [(String, String?)] {
            let bytes = Array(content.utf8)
            for (kind, digest) in [
                (DigestKind.md5, RunningDigest.of(bytes, .md5)), (.sha1, RunningDigest.of(bytes, .sha1)),
                (.sha256, RunningDigest.of(bytes)),
            ] {
                let match = try #require(set.lookup(digest, kind: kind), "\(content)")
                #expect(match.category == category)
            }
        }
    }

    @Test func theVICSCaseHasOneMediumForOneContentAndAFileForEachPlace() throws {
        let root = try #require(
            try JSONSerialization.jsonObject(with: Data(Self.content("vics.json"))) as? [String: Any])
        #expect((root["@odata.context"] as? String)?.hasSuffix("$metadata#Cases") == true)
        let found = try #require((root["value"] as? [[String: Any]])?.first)
        let media = try #require(found["Media"] as? [[String: Any]])
        #expect(media.count == 2)
        #expect(media[0]["Category"] as? Int == 1 && media[1]["Category"] == nil, "a category that is no number")
        let files = try #require(media[0]["MediaFiles"] as? [[String: Any]])
        #expect(files.map { $0["Deleted"] as? Bool } == [false, true])
        let evil = try #require((media[1]["MediaFiles"] as? [[String: Any]])?.first)
        #expect(evil["FileName"] as? String == Self.hostile, "kept exactly")
        #expect(media[0]["MediaSize"] as? Int == 3)
    }

    @Test func textAndTablesShowNothingThatMovesATerminalOrCounts() throws {
        for name in ["summary.txt", "repeat.txt", "hits.csv"] {
            let text = String(decoding: try Self.content(name), as: UTF8.self)
            #expect(!text.unicodeScalars.contains { ["\u{1B}", "\u{202E}", "\u{0}"].contains($0) }, "\(name)")
        }
        let csv = String(decoding: try Self.content("hits.csv"), as: UTF8.self)
        #expect(csv.split(separator: "\r\n").count == 8)
        #expect(!csv.contains(",=cmd") && !csv.contains(",\"=cmd"))
        let repeated = String(decoding: try Self.content("repeat.txt"), as: UTF8.self)
        #expect(repeated.contains("icat -f ntfs -o 2048 /evidence/a.E01 64-128-1 | md5sum"))
        #expect(repeated.contains("icat -r -f ntfs -o 2048 /evidence/a.E01 65-128-1 | md5sum"))
        #expect(repeated.contains("img_cat /evidence/a.E01 | xxd -s 77"))
    }

    @Test func theFolderSaysWhichPullItIs() throws {
        let key = try DossierJSON.pull(in: Self.content("escalation.json"))
        #expect(key.escalationID == 7 && key.pull == 123)
        #expect(throws: WinnowError.self) { try DossierJSON.pull(in: Array("{}".utf8)) }
        let summary = String(decoding: try Self.content("summary.txt"), as: UTF8.self)
        #expect(summary.contains("STILL BEING SCANNED") && summary.contains("batch:1:4:00"))
    }

    @Test func equalExportsAreEqualBytes() throws {
        for name in ["vics.json", "case.jsonld", "escalation.json"] {
            #expect(try Self.content(name) == Self.content(name))
        }
    }
}
