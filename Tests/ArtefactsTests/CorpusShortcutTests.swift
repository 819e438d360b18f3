import Model
import Testing

@testable import Artefacts

@Suite(.enabled(if: Corpora.hasBrowsers, "the public corpora are not here"))
struct CorpusShortcutTests {
    static let shortcuts = Corpora.names("lnk").filter { !$0.hasSuffix("Destinations-ms") }
    static let lists = Corpora.names("lnk").filter { $0.hasSuffix("Destinations-ms") }

    @Test(arguments: shortcuts)
    func `a public shortcut's target, drive and times are read`(_ name: String) throws {
        let expected = try Corpora.expected(name, "lnk")
        let shortcut = try #require(Corpora.bytes("lnk/\(name)").withUnsafeBytes { Shortcut($0) })
        for (key, value) in [
            ("local_path", shortcut.localPath), ("network_path", shortcut.networkPath),
            ("relative_path", shortcut.relativePath), ("working_directory", shortcut.workingFolder),
            ("arguments", shortcut.arguments), ("description", shortcut.description), ("machine", shortcut.machine),
        ] {
            let wanted = expected[key] as? String
            #expect((value ?? "") == (wanted ?? ""), "\(key)")
        }
        for (key, time) in [
            ("created", shortcut.created), ("modified", shortcut.modified), ("accessed", shortcut.accessed),
        ] {
            guard let wanted = expected[key] as? String, !wanted.hasPrefix("1601") else { continue }
            let text = spaced(time?.microseconds)
            #expect(text == (wanted.contains(".") ? wanted : wanted + ".000000"), "\(key)")
        }
    }

    @Test(arguments: shortcuts)
    func `a public shortcut makes an entry and nothing fails`(_ name: String) throws {
        let reading = try #require(readArtefact(Corpora.bytes("lnk/\(name)"), at: "/Users/a/Recent/\(name).lnk"))
        #expect(reading.notes.isEmpty)
        let shortcut = try #require(Corpora.bytes("lnk/\(name)").withUnsafeBytes { Shortcut($0) })
        #expect(reading.entries.count == (shortcut.target == nil ? 0 : 1))
    }

    @Test(arguments: lists)
    func `a public jump list gives an entry for each of its destinations`(_ name: String) throws {
        let reading = try #require(readArtefact(Corpora.bytes("lnk/\(name)"), at: "/Users/a/Recent/\(name)"))
        let events = try Corpora.plaso("lnk", name).filter {
            $0["data_type"] as? String == "olecf:dest_list:entry"
        }
        // plaso writes one event an entry and time; the entries are told apart by their number.
        let numbers = Set(
            events.compactMap { event in
                (event["message"] as? String)?.split(separator: " ").dropFirst().first.map(String.init)
            })
        #expect(reading.notes.isEmpty)
        #expect(reading.entries.count { $0.note?.contains("opened with application") == true } == numbers.count)
        #expect(reading.entries.allSatisfy { $0.source == "jump-list" })
    }
}
