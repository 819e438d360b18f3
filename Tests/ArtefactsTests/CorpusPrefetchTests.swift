import Artefacts
import Model
import Testing

@Suite(.enabled(if: Corpora.hasBrowsers, "the public corpora are not here"))
struct CorpusPrefetchTests {
    @Test(arguments: Corpora.names("prefetch"))
    func `program, count and every last run of a public Prefetch file are read`(_ name: String) throws {
        let reading = try #require(readArtefact(Corpora.bytes("prefetch/\(name)"), at: "/Windows/Prefetch/\(name)"))
        let expected = try Corpora.expected(name, "prefetch")
        #expect(reading.notes.isEmpty)
        let first = try #require(reading.entries.first)
        #expect(first.kind == .program)
        #expect(first.source == "prefetch")
        #expect(first.count == max(1, try #require(expected["run_count"] as? Int)))
        let wanted = try #require(expected["last_run"] as? [String]).filter { !$0.hasPrefix("1601") }
        #expect(reading.entries.map { spaced($0.time) } == wanted.map { $0.replacing("Z", with: "") })
        let program = try #require(expected["executable"] as? String)
        #expect(first.title?.split(separator: "\\").last?.uppercased().hasPrefix(program.uppercased()) == true)
        #expect(reading.traces.map(\.proof) == [.executed])
    }

    @Test func `plaso finds as many runs`() throws {
        for name in Corpora.names("prefetch") {
            let events = try Corpora.plaso("prefetch", name).filter {
                $0["data_type"] as? String == "windows:prefetch:execution"
                    && ($0["timestamp_desc"] as? String)?.contains("Last Time Executed") == true
            }
            let reading = try #require(readArtefact(Corpora.bytes("prefetch/\(name)"), at: "/Windows/Prefetch/\(name)"))
            #expect(reading.entries.count == events.count, "\(name)")
        }
    }
}
