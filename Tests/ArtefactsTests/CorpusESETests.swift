import Foundation
import Model
import Testing

@testable import Artefacts

@Suite(.enabled(if: Corpora.hasBrowsers, "the public corpora are not here"))
struct CorpusESETests {
    @Test(arguments: Corpora.names("ese"))
    func `tables, columns and records of a public ESE database are counted as libesedb's own tools do`(
        _ name: String
    ) throws {
        let expected = try Corpora.expected(name, "ese")
        let bytes = try Self.unpacked("ese/\(name)")
        try bytes.withUnsafeBytes { bytes in
            let database = try ESEDatabase(bytes)
            for table in try #require(expected["tables"] as? [[String: Any]]) {
                let title = try #require(table["name"] as? String)
                let found = try #require(database.table(title))
                #expect(found.columns == table["columns"] as? [String])
                #expect(found.count == table["records"] as? Int, "\(title)")
                #expect(database.tableNames.contains(title))
            }
        }
    }

    @Test func `programs of a public resource monitor database are read with hours and last use`() throws {
        let reading = try #require(
            readArtefact(try Self.unpacked("ese/dissect-SRUDB.dat.gz"), at: "/Windows/System32/sru/SRUDB.dat"))
        let found = reading.entries.filter { $0.source == "srum" }
        #expect(found.count > 10)
        #expect(found.allSatisfy { $0.kind == .program && $0.time != nil && $0.count > 0 })
        #expect(
            found.contains {
                $0.title?.lowercased().hasSuffix("svchost.exe") == true || $0.title?.contains("svchost") == true
            })
        #expect(found.contains { $0.note?.contains("user S-1-5-") == true })
    }

    static func unpacked(_ path: String) throws -> [UInt8] {
        guard path.hasSuffix(".gz") else { return try Corpora.bytes(path) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["gzip", "-dc", Corpora.folder.appendingPathComponent(path).path]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return [UInt8](data)
    }
}

@Suite(.enabled(if: Corpora.hasBrowsers, "the public corpora are not here"))
struct CorpusInternetExplorerTests {
    @Test(arguments: ["plaso-msiecf-History.IE5-index.dat", "plaso-msiecf-Content.IE5-index.dat"])
    func `every address of a public index.dat is read with its time and hits`(_ name: String) throws {
        let reading = try #require(readArtefact(try Corpora.bytes("browser/\(name)"), at: "/x/index.dat"))
        let items = try #require(Corpora.expected(name)["items"] as? [[String: Any]])
        let wanted = items.filter { $0["kind"] as? String == "url" }.compactMap { item -> String? in
            guard let stored = item["location"] as? String, let address = InternetAddress(stored) else { return nil }
            let weekly = address.days != nil && !address.isDaily
            let time = item[weekly ? "primary" : "secondary"] as? String ?? ""
            return "\(address.url) \(time.hasPrefix("1601") ? "" : String(time.prefix(19)))"
        }
        let found = reading.entries.filter { !$0.recovered && $0.kind == .visit }.map {
            "\($0.url ?? "") \(spaced($0.time).prefix(19))"
        }
        #expect(!wanted.isEmpty)
        #expect(found.sorted() == wanted.sorted())
    }
}

struct InternetAddressTests {
    @Test(
        arguments: [
            ("Visited: ann@http://one.example/a@b", "http://one.example/a@b", "ann"),
            (":2024010120240102: ann@file:///C:/Users/ann/x.jpg", "file:///C:/Users/ann/x.jpg", "ann"),
            ("http://one.example/", "http://one.example/", nil),
        ])
    func `an address is parted from what stands before it`(_ stored: String, _ url: String, _ user: String?) {
        #expect(InternetAddress(stored)?.url == url)
        #expect(InternetAddress(stored)?.user == user)
    }

    @Test(
        arguments: [
            "", "\u{1}binary", "Cookie:ann@one.example/", ":2024010120240102: ann@:Host: one.example", "Visited: ann@",
            ":20240101: ann@http://x/",
        ])
    func `what is no page is none`(_ stored: String) {
        #expect(InternetAddress(stored) == nil)
    }

    @Test func `a daily list is told from a weekly one`() {
        #expect(InternetAddress(":2024022920240301: a@http://x/")?.isDaily == true)
        #expect(InternetAddress(":2024010120240108: a@http://x/")?.isDaily == false)
    }
}
