import Model
import Postgres
import Store
import Testing

@Suite struct RecordTests {
    private static let hostile = Locator(
        volumeOffset: .max, fileSystem: "ntfs", metaAddress: .max - 1, attribute: "128-3",
        path: RawPath(bytes: [47, 0xFF, 0, 9, 10, 92]), state: .deleted,
        inner: InnerPath([.init(container: "zip", name: RawPath(bytes: [0xFF, 9]))]), byteOffset: .max)

    static func hit(_ term: String) -> Hit {
        Hit(
            analyzer: "keyword", list: "list", listVersion: "v", term: term, category: "c", locator: hostile,
            encoding: "utf-8", context: "tab\t line\n back\\slash \u{1B}[0m", count: 3)
    }

    static let entry = HistoryEntry(
        source: "chromium", profile: "Default", locator: hostile, kind: .search, url: "https://example.org/?q=a\\b",
        title: "title\t\u{202E}", searchTerm: "a b", time: 1_600_000_000_000_000, rawTime: "13244473600000000",
        count: 2,
        recovered: true, intent: false, note: "synced")

    @Test func submittingTwiceIsOneBatch() async throws {
        let fixture = try await QueueFixture()
        let batch = QueueFixture.batch(devices: 3, images: 2)
        let first = try await fixture.records.submit(batch)
        let second = try await fixture.records.submit(batch)
        #expect(first.created && !second.created && first.batchID == second.batchID)
        #expect(try await fixture.count("ready") == 6)
        var other = batch
        other.key = "other"
        let error = await #expect(throws: WinnowError.self) { try await fixture.records.submit(other) }
        #expect(error?.code == "batch-exists")
        #expect(try await fixture.records.batchID(named: batch.name) == first.batchID)
        let devices = try await fixture.records.devices(batchID: first.batchID)
        #expect(devices.map(\.exhibit) == ["ABC/1", "ABC/2", "ABC/3"])
        #expect(devices[0].notes == ["seized by": "PC 1"])
    }

    @Test func aBatchThatContradictsItselfIsRefused() async throws {
        let fixture = try await QueueFixture()
        var batch = QueueFixture.batch(devices: 2)
        batch.devices[1].exhibit = batch.devices[0].exhibit
        let error = await #expect(throws: WinnowError.self) { try await fixture.records.submit(batch) }
        #expect(error?.code == "exhibit-twice")
        var unpinned = QueueFixture.batch()
        unpinned.references = [ReferenceVersion(kind: .keywords, name: "none", digest: "d", entries: 1)]
        let missing = await #expect(throws: WinnowError.self) { try await fixture.records.submit(unpinned) }
        #expect(missing?.code == "reference-missing")
        #expect(try await fixture.count("batch") == 0)
    }

    @Test func referenceDataIsKeptInVersions() async throws {
        let records = try await QueueFixture().records
        func add(_ digest: String, _ content: [UInt8]) async throws -> ReferenceVersion {
            try await records.addReference(
                kind: .hashset, name: "set", setKind: .notable, digest: digest, entries: 2, content: content)
        }
        let first = try await add("one", [1])
        let second = try await add("two", [0, 2])
        #expect(try await add("one", [1]) == first)
        #expect(try await records.references(kind: .hashset) == [second, first])
        let newest = try await records.reference(kind: .hashset, name: "set")
        #expect(newest.0 == second && newest.content == [0, 2])
        #expect(try await records.referenceContent(digest: "one") == [1])
        var batch = QueueFixture.batch()
        batch.references = [first]
        let submitted = try await records.submit(batch)
        #expect(try await records.pinnedReferences(batchID: submitted.batchID) == [first])
    }

    @Test func recordsComeBackAsTheyWereWritten() async throws {
        let fixture = try await QueueFixture()
        let batch = try await fixture.submit()
        let survey = try #require(await fixture.claimOne())
        #expect(survey.image == "/evidence/operation/1/0.E01")
        try await fixture.survey(survey, scans: 2)
        let scans = try await fixture.queue.claim(fixture.worker, limit: 2)
        try await fixture.scan(scans[0], hits: [Self.hit("b"), Self.hit("a")], history: [Self.entry])
        try await fixture.scan(scans[1], hits: [Self.hit("c")])

        try await fixture.queue.sweep()
        let material = try await fixture.records.material(of: #require(await fixture.claimOne())).0
        let written = [Self.hit("a"), Self.hit("b"), Self.hit("c")].map { hit in
            var hit = hit
            hit.image = "/evidence/operation/1/0.E01"
            return hit
        }
        #expect(material.hits == written)
        #expect(material.history == [Self.entry])
        #expect(material.images.map(\.storedDigests) == [["md5:00"]])
        #expect(
            material.images[0].coverage == [
                CoverageRow(.scanned, "file-content", files: 4, bytes: 20),
                CoverageRow(.scanned, "file-system-structures", bytes: 4096),
            ])
        var packs: [[UInt8]] = []
        try await fixture.records.packs(.batch(batch)) { packs.append($0.bytes) }
        #expect(packs == [[0, 1, 255], [0, 1, 255]])
        let status = try await fixture.records.status(batchID: batch)[0]
        #expect(status.done == Progress(files: 4, bytes: 20) && status.total == status.done)
        #expect(status.imagesWaiting == 0)

        var exported: [Hit] = []
        try await fixture.records.exportHits(batchID: batch) { exported += $0.map(\.record) }
        #expect(exported == material.hits)
        var history: [Exported<HistoryEntry>] = []
        try await fixture.records.exportHistory(batchID: batch) { history += $0 }
        #expect(history.map(\.record) == [Self.entry] && history[0].exhibit == "ABC/1")
        var coverage: [CoverageRow] = []
        try await fixture.records.exportCoverage(batchID: batch) { coverage += $0.map(\.record) }
        #expect(coverage == material.images[0].coverage)
    }

    @Test func aResultReplacesTheOneBefore() async throws {
        let fixture = try await QueueFixture()
        let batch = try await fixture.submit()
        try await fixture.survey(#require(await fixture.claimOne()), scans: 0)
        try await fixture.queue.sweep()
        func finding(_ category: String, route: String?) -> Finding {
            Finding(
                category: category, rule: "rule", severity: .high, outcome: .escalate, route: route,
                summary: "summary", hits: 1, examples: [Self.hit("nul \0 \\u0000")])
        }
        let claim = try #require(await fixture.claimOne())
        let first = DeviceResult(
            outcome: .escalate, findings: [finding("known-image", route: "dfu"), finding("keyword", route: nil)],
            digest: "one")
        try await fixture.collate(claim, first)
        let collated = try await fixture.records.results(batchID: batch)[0]
        #expect(
            collated.result?.outcome == .escalate
                && collated.result?.findings.map(\.category) == ["known-image", "keyword"])
        #expect(collated.result?.findings[0].examples[0].term == "nul \\u0000 \\u0000")
        #expect(collated.result?.findings[0].examples[0].locator == Self.hostile)
        #expect(collated.images[0].digest == "image")
        #expect(try await fixture.records.exportFindings(batchID: batch).count == 2)

        let pulled = try await fixture.records.pullEscalations(route: "dfu")
        #expect(pulled.map(\.category) == ["known-image"] && pulled[0].state == .pulled)
        #expect(try await fixture.records.pullEscalations(route: "dfu").isEmpty)
        try await fixture.records.acknowledgeEscalation(pulled[0].escalationID, by: "X", note: nil)
        #expect(try await fixture.records.escalations(batchID: batch, states: [.acknowledged]).count == 1)
    }
}
