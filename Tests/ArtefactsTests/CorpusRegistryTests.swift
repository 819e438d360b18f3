import Foundation
import Model
import Testing

@testable import Artefacts

@Suite(.enabled(if: Corpora.hasBrowsers, "the public corpora are not here"))
struct CorpusRegistryTests {
    static let hives = Corpora.names("registry").filter { !$0.lowercased().contains(".log") }

    @Test(arguments: hives)
    func `every key and value of a public hive is reached`(_ name: String) throws {
        let expected = try Corpora.expected(name, "registry")
        try Corpora.bytes("registry/\(name)").withUnsafeBytes { bytes in
            let hive = try RegistryHive(bytes)
            var keys = 0
            var values = 0
            func walk(_ key: RegistryKey) {
                keys += 1
                key.forEachValue { _ in
                    values += 1
                    return true
                }
                key.forEachSubkey {
                    walk($0)
                    return true
                }
            }
            walk(try #require(hive.root))
            #expect(keys == expected["keys"] as? Int)
            #expect(values == expected["values"] as? Int)
        }
    }

    @Test(arguments: hives.filter { $0.contains("NTUSER") })
    func `every program that plaso finds in UserAssist is found with its count and time`(_ name: String) throws {
        let reading = try #require(readArtefact(Corpora.bytes("registry/\(name)"), at: "/Users/a/NTUSER.DAT"))
        let found = reading.entries.filter { $0.source == "userassist" }
        let wanted = try Corpora.plaso("registry", name).filter {
            $0["data_type"] as? String == "windows:registry:userassist"
                && ($0["message"] as? String)?.contains("UEME_CTL") == false
        }
        #expect(found.count == wanted.count)
        let times = wanted.map { $0["timestamp"] as? Int ?? 0 }.sorted()
        // Ours are cut to microseconds, plaso's are rounded.
        #expect(zip(found.map { Int($0.time ?? 0) }.sorted(), times).allSatisfy { (0...1).contains($1 - $0) })
        let counts = wanted.map { max(1, $0["number_of_executions"] as? Int ?? 0) }.sorted()
        #expect(found.map(\.count).sorted() == counts)
    }

    @Test func `typed addresses are read with the time of the newest`() throws {
        let reading = try #require(
            readArtefact(Corpora.bytes("registry/plaso-NTUSER-WIN7.DAT"), at: "/Users/a/NTUSER.DAT"))
        let typed = reading.entries.filter { $0.source == "typed-urls" }
        #expect(typed.first?.url == "http://cnn.com/")
        let typedAt = spaced(typed.first?.time)
        #expect(typedAt.hasPrefix("2012-03-12 21:23:53"))
        #expect(typed.contains { $0.url == "http://www.stark-research-labs.com/" && $0.time == nil })
        #expect(reading.entries.contains { $0.source == "typed-paths" && $0.url == "file://controller" })
    }

    @Test func `a cleaner is told by its key and by its run`() throws {
        let reading = try #require(
            readArtefact(Corpora.bytes("registry/plaso-NTUSER-CCLEANER.DAT"), at: "/Users/a/NTUSER.DAT"))
        #expect(reading.traces.contains { $0.subject == .key && $0.text == "Software/Piriform/CCleaner" })
        let run = try #require(
            reading.traces.first {
                $0.subject == .program && $0.text.hasSuffix("CCleaner64.exe") && $0.proof == .executed
            })
        #expect(run.detail.hasPrefix("userassist; 2013-07-13T14:03:"))
    }

    @Test(arguments: ["plaso-Amcache.hve", "plaso-win10-Amcache.hve"])
    func `files and programs of the compatibility inventory are read`(_ name: String) throws {
        let reading = try #require(readArtefact(Corpora.bytes("registry/\(name)"), at: "/Windows/Amcache.hve"))
        let found = reading.entries.filter { $0.source == "amcache" }
        let paths = try #require(Corpora.expected(name, "registry")["by_path"] as? [String: Any])
        // The expectation holds a part of the keys: each must be among the entries.
        for (path, key) in paths where path.hasPrefix("\\Root\\InventoryApplicationFile\\") {
            let values = (key as? [String: Any])?["values"] as? [String: Any]
            guard let long = values?["LowerCaseLongPath"] as? String else { continue }
            #expect(found.contains { $0.title == long }, "\(long)")
        }
        #expect(found.count > 50)
        #expect(reading.traces.allSatisfy { $0.subject == .key || $0.proof == .installed })
    }

    @Test func `a hive whose last changes are in its logs says so`() throws {
        for (name, dirty) in [
            ("yarp-NewDirtyHive1-NewDirtyHive", true), ("yarp-OldDirtyHive-OldDirtyHive", true),
            ("yarp-NewDirtyHive1-RecoveredHive_Windows10", false), ("plaso-NTUSER-WIN7.DAT", false),
        ] {
            let reading = try #require(readArtefact(Corpora.bytes("registry/\(name)"), at: "/hive"))
            #expect(reading.notes.contains { $0.code == "registry-dirty" } == dirty, "\(name)")
        }
    }

    @Test(arguments: Corpora.names("broken").filter { $0.hasSuffix("Hive") || $0.hasSuffix(".hiv") })
    func `a broken hive is read as far as it goes, or refused`(_ name: String) throws {
        let reading = readArtefact(try Corpora.bytes("broken/\(name)"), at: "/hive")
        // What is no hive by its mark is none; all others give entries or a note, never a crash.
        if let reading { #expect(reading.entries.count < 100_000) }
    }

    @Test(arguments: ["ez-notAPrefetch.pf", "plaso-unpaired_surrogate.lnk"])
    func `broken Prefetch files and shortcuts do no harm`(_ name: String) throws {
        _ = readArtefact(try Corpora.bytes("broken/\(name)"), at: "/x/\(name)")
    }
}
