import Foundation
import Model
import ReferenceData
import Testing
import WinnowTesting

@testable import Analysis

struct PipelineTests {
    private static let sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    private static let md5 = "900150983cd24fb0d6963f7d28e17f72"

    private func set(
        _ text: String, _ kind: HashSetKind
    ) throws -> (version: ReferenceVersion, file: HashSetFile) {
        let (imported, file) = try CompiledSet.make(text)
        let version = ReferenceVersion(
            kind: .hashset, name: kind.rawValue, digest: imported.digest, setKind: kind,
            entries: imported.statistics.entries)
        return (version, file)
    }

    private func reports(_ pipeline: Pipeline, _ text: String, size: Int? = nil) -> [ItemReport] {
        let bytes = Array(text.utf8)
        let item = KeywordHarness.item(size ?? bytes.count)
        pipeline.begin(item)
        bytes.withUnsafeBytes { pipeline.consume($0, at: 0) }
        let alone = pipeline.end(item, complete: item.size == UInt64(bytes.count))
        let grouped = bytes.withUnsafeBytes { all in
            pipeline.analyze(ArenaGroup(items: [item], ranges: [0..<bytes.count], base: all))
        }
        return [alone] + grouped
    }

    @Test func theStrongestDigestOfASetMakesTheHit() throws {
        let sets = [
            try set("\(Self.md5)\n\(Self.sha256)\n", .contraband), try set("md5,category\n\(Self.md5),2\n", .notable),
        ]
        let pipeline = try Pipeline(lists: [], hashSets: sets)
        for report in reports(pipeline, "abc") {
            #expect(report.hits.map(\.term) == ["sha256:" + Self.sha256, "md5:" + Self.md5])
            #expect(report.hits.map(\.listKind) == ["contraband", "notable"])
            #expect(report.hits.map(\.category) == [nil, "2"])
        }
        for report in reports(pipeline, "abd") { #expect(report.hits.isEmpty) }
    }

    @Test func knownGoodIsNoHit() throws {
        let pipeline = try Pipeline(lists: [], hashSets: [try set(Self.md5, .knownGood)])
        for report in reports(pipeline, "abc") {
            #expect(report.hits.isEmpty)
            #expect(report.knownGood == "known-good")
        }
    }

    @Test func anIncompleteFileHasNoDigestsAndNoHashHit() throws {
        let list = try KeywordList.parse(name: "k", content: Array("abc".utf8), file: "k")
        let pipeline = try Pipeline(lists: [list], hashSets: [try set(Self.md5, .contraband)])
        for report in reports(pipeline, "abc", size: 4) {
            #expect(report.digests == nil)
            #expect(report.hits.map(\.analyzer) == ["keyword"])
        }
    }

    @Test func anEmptyFileIsNeverAHit() throws {
        let list = "d41d8cd98f00b204e9800998ecf8427e\n\(Self.md5)\n"
        let pipeline = try Pipeline(lists: [], hashSets: [try set(list, .contraband)])
        for report in reports(pipeline, "") {
            #expect(report.hits.isEmpty)
            #expect(report.digests != nil)
            #expect(report.type == "")
        }
    }

    @Test(arguments: [
        ("\u{7F}ELF", "application/x-elf"), ("%PDF-1.7", "application/pdf"), ("GIF89a..", "image/gif"),
        ("SQLite format 3\0", "application/vnd.sqlite3"), ("regf....", "application/x-windows-registry"),
        ("....ftypheic....", "image/heic"), ("....ftypqt  ", "video/quicktime"), ("RIFF....WEBPVP8", "image/webp"),
        ("<!DOCTYPE HTML><p>", "text/html"), ("<?xml version='1.0'?>", "application/xml"),
        ("{\"a\":1}", "application/json"),
        ("hello é", "text/plain"), ("a\0b", ""), ("P", "text/plain"), ("", ""),
        (
            "PK\u{3}\u{4}......................[Content_Types].xml word/document.xml",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
        ),
        (
            "PK\u{3}\u{4}..........................mimetypeapplication/vnd.oasis.opendocument.textPK",
            "application/vnd.oasis.opendocument.text"
        ),
    ])
    func typesAreToldByTheFirstBytes(text: String, type: String) {
        #expect(Array(text.utf8).withUnsafeBytes { ContentType.sniff($0) } == type)
    }
}
