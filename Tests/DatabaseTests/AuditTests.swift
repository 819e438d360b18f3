import Model
import Postgres
import Store
import Testing
import WinnowTesting

/// What the owner of the database does to the audit or behind its back shows.
@Suite struct AuditTests {
    /// A batch with one collated device, and somebody who has read it.
    private static func collated() async throws -> (QueueFixture, batchID: Int64) {
        let fixture = try await QueueFixture()
        let batch = try await fixture.submit()
        try await fixture.survey(try #require(await fixture.claimOne()), scans: 1)
        try await fixture.scan(
            try #require(await fixture.claimOne()), hits: [RecordTests.hit("term")], history: [RecordTests.entry])
        try await fixture.queue.sweep()
        let finding = Finding(
            category: "keyword", rule: "r", severity: .high, outcome: .escalate, route: "dfu", summary: "s", hits: 1,
            examples: [RecordTests.hit("term")])
        try await fixture.collate(
            try #require(await fixture.claimOne()),
            DeviceResult(outcome: .escalate, findings: [finding], digest: "d"))
        try await fixture.queue.sweep()
        try await fixture.records.beginReading(batchID: batch, what: "report", reason: nil)
        return (fixture, batch)
    }

    private static func verify(_ fixture: QueueFixture, exported: [AuditHead] = []) async throws -> AuditVerifier {
        var verifier = AuditVerifier(heads: [], exported: exported)
        try await fixture.records.audit(heads: { verifier = AuditVerifier(heads: $0, exported: exported) }) {
            verifier.add($0)
        }
        verifier.finish()
        return verifier
    }

    @Test func anUntouchedAuditIsWhole() async throws {
        let (fixture, batch) = try await Self.collated()
        let heads = try await fixture.records.auditHeads()
        #expect(
            heads.map(\.chain).sorted() == ["batch:\(batch)", "reading:\(batch)", "worker:\(fixture.worker.text)"])
        let verifier = try await Self.verify(fixture, exported: heads)
        #expect(verifier.faults == [])
        #expect(verifier.chains.map(\.head) == heads)
        #expect(try await fixture.records.recordFaults(batchID: batch, packs: false) == [])
        for head in heads { #expect(try AuditHead(head.description) == head) }
    }

    @Test(arguments: [
        "UPDATE winnow.audit SET entry = entry || ' ' WHERE chain = $1 AND seq = 1",
        "UPDATE winnow.audit SET entry = replace(entry, 'escalate', 'negative') WHERE chain = $1",
        "UPDATE winnow.audit SET prev = sha256(prev) WHERE chain = $1 AND seq = 2",
        "UPDATE winnow.audit SET hash = sha256(hash) WHERE chain = $1 AND seq = 1",
        "UPDATE winnow.audit SET hash = sha256(hash) WHERE chain = $1 AND seq = 2",
        "UPDATE winnow.audit SET seq = 7 WHERE chain = $1 AND seq = 2",
        "UPDATE winnow.audit SET seq = CASE seq WHEN 1 THEN -2 ELSE 1 END WHERE chain = $1 AND seq IN (1, 2)",
        "UPDATE winnow.audit SET chain = 'batch:99' WHERE chain = $1 AND seq = 2",
        "UPDATE winnow.audit SET chain = 'batch:99' WHERE chain = $1",
        "DELETE FROM winnow.audit WHERE chain = $1 AND seq = 1",
        "DELETE FROM winnow.audit WHERE chain = $1 AND seq = 2",
        "DELETE FROM winnow.audit WHERE chain = $1",
        "UPDATE winnow.audit_head SET seq = seq - 1 WHERE chain = $1",
        "UPDATE winnow.audit_head SET hash = sha256(hash) WHERE chain = $1",
        "UPDATE winnow.audit_head SET chain = 'batch:99' WHERE chain = $1",
        "DELETE FROM winnow.audit_head WHERE chain = $1",
    ])
    func everyChangeOfTheAuditShows(sql: String) async throws {
        let (fixture, batch) = try await Self.collated()
        try await fixture.connection.query("ALTER TABLE winnow.audit DISABLE TRIGGER ALL")
        let changed = try await fixture.connection.query(
            sql.replacing("$1", with: "'batch:\(batch)'") + " RETURNING 1")
        #expect(!changed.isEmpty)
        #expect(try await Self.verify(fixture).faults != [], "\(sql)")
    }

    @Test func aChainWrittenAnewIsToldByAnExportedHead() async throws {
        let (fixture, batch) = try await Self.collated()
        let heads = try await fixture.records.auditHeads()
        try await fixture.connection.query("ALTER TABLE winnow.audit DISABLE TRIGGER ALL")
        // As a database owner would who knows how it is made.
        try await fixture.connection.script(
            """
            DO $$
            DECLARE
                a winnow.audit;
                v_prev bytea := sha256(convert_to('winnow-audit-1:batch:\(batch)', 'UTF8'));
                v_entry text;
            BEGIN
                FOR a IN SELECT * FROM winnow.audit WHERE chain = 'batch:\(batch)' ORDER BY seq LOOP
                    v_entry := replace(a.entry, 'escalate', 'negative');
                    UPDATE winnow.audit SET entry = v_entry, prev = v_prev,
                        hash = sha256(v_prev || convert_to(v_entry, 'UTF8')) WHERE chain = a.chain AND seq = a.seq
                    RETURNING hash INTO v_prev;
                END LOOP;
                UPDATE winnow.audit_head SET hash = v_prev WHERE chain = 'batch:\(batch)';
            END $$
            """)
        #expect(try await Self.verify(fixture).faults == [], "without a head from elsewhere nobody can tell")
        let told = try await Self.verify(fixture, exported: heads).faults
        #expect(told.map(\.chain) == ["batch:\(batch)"], "\(told)")
        #expect(try await fixture.records.recordFaults(batchID: batch) != [], "and the records still say otherwise")

        try await fixture.connection.query("DELETE FROM winnow.audit")
        try await fixture.connection.query("DELETE FROM winnow.audit_head")
        #expect(try await Self.verify(fixture, exported: heads).faults.map(\.chain) == heads.map(\.chain))
        #expect(try await fixture.records.recordFaults(batchID: batch).contains { $0.exhibit == nil })
    }

    @Test(arguments: [
        "UPDATE winnow.hit SET count = count + 1", "DELETE FROM winnow.hit",
        "INSERT INTO winnow.hit SELECT * FROM winnow.hit",
        "UPDATE winnow.hit SET path = '\\x61'", "UPDATE winnow.history SET url = 'https://example.org/'",
        "UPDATE winnow.coverage SET bytes = bytes + 1", "UPDATE winnow.finding SET summary = 'nothing'",
        "UPDATE winnow.finding SET examples = '[]'", "UPDATE winnow.device_result SET outcome = 'negative'",
        "UPDATE winnow.device_result SET digest = 'e'", "UPDATE winnow.done SET sandbox = 'x' WHERE kind = 'scan'",
        "UPDATE winnow.done SET finished_at = now() + interval '1 hour' WHERE kind = 'scan'",
        "DELETE FROM winnow.done WHERE kind = 'scan'", "UPDATE winnow.pack SET digest = 'e'", "DELETE FROM winnow.pack",
        "UPDATE winnow.image SET stored_digests = '[]'",
    ])
    func everyChangeOfTheRecordsShows(sql: String) async throws {
        let (fixture, batch) = try await Self.collated()
        // The owner can: rows of no open claim are refused by a trigger.
        try await fixture.connection.query("ALTER TABLE winnow.hit DISABLE TRIGGER ALL")
        #expect(!(try await fixture.connection.query(sql + " RETURNING 1")).isEmpty)
        let faults = try await fixture.records.recordFaults(batchID: batch)
        #expect(faults.map(\.exhibit) == ["ABC/1"], "\(sql): \(faults)")
    }

    /// What a worker has committed is in its own chain, long before the device is collated.
    @Test(arguments: [
        "UPDATE winnow.hit SET count = count + 1", "DELETE FROM winnow.hit",
        "INSERT INTO winnow.hit SELECT * FROM winnow.hit", "UPDATE winnow.history SET url = 'https://example.org/'",
        "UPDATE winnow.coverage SET bytes = bytes + 1 WHERE bytes = 10", "UPDATE winnow.pack SET digest = 'e'",
        "DELETE FROM winnow.pack", "UPDATE winnow.done SET outcome = 'partial' WHERE kind = 'scan'",
        "UPDATE winnow.done SET fence = fence + 1000 WHERE kind = 'scan'",
        "UPDATE winnow.done SET worker_id = gen_random_uuid() WHERE kind = 'scan'",
    ])
    func everyChangeShowsBeforeTheDeviceIsCollated(sql: String) async throws {
        let fixture = try await QueueFixture()
        let batch = try await fixture.submit()
        try await fixture.survey(try #require(await fixture.claimOne()), scans: 1)
        try await fixture.scan(
            try #require(await fixture.claimOne()), hits: [RecordTests.hit("term")], history: [RecordTests.entry])
        #expect(try await fixture.records.recordFaults(batchID: batch) == [])
        try await fixture.connection.query("ALTER TABLE winnow.hit DISABLE TRIGGER ALL")
        #expect(!(try await fixture.connection.query(sql + " RETURNING 1")).isEmpty)
        let faults = try await fixture.records.recordFaults(batchID: batch)
        #expect(faults.map(\.exhibit) == ["ABC/1"], "\(sql): \(faults)")
    }

    @Test func aWorkersChainSaysWhatItRanAndWhatItEnded() async throws {
        let (fixture, batch) = try await Self.collated()
        var entries: [String] = []
        try await fixture.records.audit(batchID: batch, heads: { _ in }) {
            if $0.chain == "worker:\(fixture.worker.text)" { entries.append($0.text) }
        }
        #expect(entries.count == 4, "started, and ended survey, scan and collate")
        #expect(entries.first?.contains("worker-started") == true)
        #expect(
            entries.dropFirst().allSatisfy {
                $0.contains("jobs-ended") && $0.contains("sha256") || $0.contains("collate")
            })
    }

    @Test func aRetriedDeviceIsComparedAgainOnceItIsCollated() async throws {
        let fixture = try await QueueFixture()
        let batch = try await fixture.submit()
        let error = WinnowError("x", "x")
        _ = try await fixture.queue.fail(#require(await fixture.claimOne()), error: error, retryable: false)
        try await fixture.queue.sweep()
        let result = DeviceResult(outcome: .inconclusive, findings: [], digest: "d")
        try await fixture.collate(try #require(await fixture.claimOne()), result)
        #expect(try await fixture.records.recordFaults(batchID: batch) == [])
        #expect(try await fixture.queue.retry(batchID: batch) == 1)
        #expect(try await fixture.records.recordFaults(batchID: batch) == [])
        try await fixture.survey(try #require(await fixture.claimOne()), scans: 0)
        try await fixture.queue.sweep()
        try await fixture.collate(try #require(await fixture.claimOne()), result)
        #expect(try await fixture.records.recordFaults(batchID: batch) == [])
    }

    @Test func theEntryOfAResultNamesWhoMadeIt() async throws {
        let (fixture, batch) = try await Self.collated()
        let entry = try await fixture.connection.query(
            """
            SELECT e -> 'workers' -> 0 ->> 'host' AS host, e -> 'workers' -> 0 ->> 'version' AS version,
                (e -> 'records' -> 'hits' ->> 'rows')::bigint AS hits
            FROM (SELECT entry::jsonb AS e FROM winnow.audit WHERE chain = 'batch:\(batch)' ORDER BY seq DESC LIMIT 1) x
            """)[0]
        #expect(try entry.text("host") == "host" && entry.text("version") == "test" && entry.int("hits") == 1)
    }
}
