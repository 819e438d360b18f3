import Foundation
import Postgres
import SampleImages
import Testing
import WinnowTesting

@Suite struct RetentionTests {
    private func finished(_ scene: Scene) async throws {
        var tree = FileTree()
        tree.add(path: "home/ann/notes.txt", text: "the word is gantry")
        let image = try ImageMaker.make(
            tree: tree, fileSystem: .ext4, layout: .bare, container: .raw, sizeMiB: 8, at: scene.home + "/a")
        let list = try scene.file("terms.txt", Data("gantry\n".utf8))
        try await scene.run("keywords", "add", list, "--name", "terms")
        try await scene.run("submit", "--batch", "b", image, "--keywords", "terms")
        try await scene.run("archive", "b", "--out", scene.home + "/early", code: 1)
        try await scene.work()
    }

    /// Tables of Winnow's that still have rows of some batch, device, image or job.
    private func leftovers(_ scene: Scene) async throws -> [String] {
        let connection = try await PostgresConnection.connect(scene.database)
        let tables = try await connection.query(
            """
            SELECT DISTINCT c.relname::text AS name FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
            WHERE c.relnamespace = 'winnow'::regnamespace AND c.relkind = 'r'
                AND a.attname IN ('batch_id', 'device_id', 'image_id', 'job_id') ORDER BY 1
            """)
        #expect(tables.count > 12)
        var left: [String] = []
        for row in tables {
            let name = try row.text("name")
            if try await !connection.query("SELECT 1 FROM winnow.\(name) LIMIT 1").isEmpty { left.append(name) }
        }
        await connection.close()
        return left
    }

    @Test func anArchivedBatchIsPurgedAndItsAuditStays() async throws {
        let scene = try await Scene()
        defer { scene.remove() }
        try await finished(scene)
        let folder = scene.home + "/archive"
        try await scene.run("purge", "b", "--archive", folder, code: 1)
        try await scene.run("archive", "b", "--out", folder)
        try await scene.run("archive", "b", "--out", folder, code: 1)
        let files = try FileManager.default.contentsOfDirectory(atPath: folder)
        #expect(
            Set(files).isSuperset(of: [
                "MANIFEST.sha256", "report.json", "files.jsonl", "hits.jsonl", "history.jsonl", "findings.jsonl",
                "coverage.jsonl", "escalations.jsonl", "reference-data.json", "packs", "tables",
            ]))
        let check = try await Program(path: "/bin/sh").run(
            ["-c", "cd '\(folder)' && sha256sum --quiet -c MANIFEST.sha256"])
        #expect(check.code == 0, "\(check.output)\(check.errors)")
        #expect(try String(contentsOfFile: folder + "/hits.jsonl", encoding: .utf8).contains("gantry"))

        // One altered byte, and nothing is deleted.
        let hits = URL(fileURLWithPath: folder + "/hits.jsonl")
        let whole = try Data(contentsOf: hits)
        try Data(whole.dropLast(1) + [0x20]).write(to: hits)
        let refused = try await scene.run("purge", "b", "--archive", folder, code: 1)
        #expect(refused.errors.contains("hits.jsonl is altered"))
        #expect(try await scene.export("b", "hits").count == 1)
        try whole.write(to: hits)

        #expect(try await scene.run("purge", "b", "--archive", folder).output.hasPrefix("purged"))
        #expect(try await scene.run("purge", "b", "--archive", folder).output == "was purged before\n")
        #expect(try await leftovers(scene) == ["batch", "batch_reference"])
        #expect(try await scene.run("status", "b").output.contains("purged"))
        #expect(try await scene.run("report", "b", code: 1).errors.contains("was archived and then purged on"))
        try await scene.run("jobs", "retry", "b")
        let events = try await PostgresConnection.connect(scene.database).query(
            "SELECT entry::json->>'event' AS event FROM winnow.audit WHERE chain LIKE 'batch:%' ORDER BY seq")
        #expect(
            try events.map { try $0.text("event") }
                == ["submitted", "escalated", "collated", "archived", "purged"])
    }

    @Test func whatChangedAfterItWasArchivedIsNotPurged() async throws {
        let scene = try await Scene()
        defer { scene.remove() }
        let image = try scene.file("x.dd", Data(count: 4096))
        try await scene.run("submit", "--batch", "b", image)
        let worker = try await PostgresConnection.connect(scene.database)
        try await worker.query("SELECT winnow.claim(winnow.register('h', 1, '', 1::smallint, '{path}', 60), 1, '{}')")
        try await scene.run("jobs", "cancel", "b")
        let folder = scene.home + "/archive"
        let early = try await scene.run("archive", "b", "--out", folder, code: 1)
        #expect(early.errors.contains("still run"), "the cancelled job is not over")
        try await worker.query("SELECT winnow.release(worker_id, job_id, fence) FROM winnow.lease")
        try await scene.run("archive", "b", "--out", folder)
        #expect(try await scene.run("jobs", "retry", "b").output == "1 jobs run again\n")
        try await worker.query("SELECT winnow.retire(worker_id) FROM winnow.worker")
        await worker.close()
        try await scene.work()
        let refused = try await scene.run("purge", "b", "--archive", folder, code: 1)
        #expect(refused.errors.contains("not archived"))
        try await scene.run("archive", "b", "--out", folder + "-2")
        try await scene.run("purge", "b", "--archive", folder, code: 1)
        try await scene.run("purge", "b", "--archive", folder + "-2")
        #expect(try await leftovers(scene) == ["batch", "batch_reference"])
    }

    @Test func aPurgedBatchSubmittedAgainIsNotTakenForDone() async throws {
        let scene = try await Scene()
        defer { scene.remove() }
        let image = try scene.file("x.dd", Data(count: 4096))
        try await scene.run("submit", "--batch", "b", image)
        try await scene.run("jobs", "cancel", "b")
        try await scene.run("archive", "b", "--out", scene.home + "/archive")
        try await scene.run("purge", "b", "--archive", scene.home + "/archive")
        let again = try await scene.run("submit", "--batch", "b", image, code: 1)
        #expect(again.errors.contains("purged"))
    }

    @Test func theAuditsChainHoldsAndCannotBeChanged() async throws {
        let scene = try await Scene()
        defer { scene.remove() }
        try await finished(scene)
        try await scene.run("jobs", "pause", "--all")
        try await scene.run("jobs", "resume", "--all")
        let connection = try await PostgresConnection.connect(scene.database)
        let broken = """
            SELECT count(*) AS broken FROM (
                SELECT chain, seq, entry, prev, hash,
                    lag(hash, 1, sha256(convert_to('winnow-audit-1:' || chain, 'UTF8'))) OVER w AS want,
                    row_number() OVER w AS number
                FROM winnow.audit WINDOW w AS (PARTITION BY chain ORDER BY seq)) a
            WHERE seq <> number OR prev <> want OR hash <> sha256(prev || convert_to(entry, 'UTF8'))
            """
        #expect(try await connection.query("SELECT 1 FROM winnow.audit").count >= 4)
        #expect(try await connection.query(broken)[0].int("broken") == 0)
        for sql in ["UPDATE winnow.audit SET entry = '{}'", "DELETE FROM winnow.audit", "TRUNCATE winnow.audit"] {
            await #expect(throws: PostgresError.self, "\(sql)") { try await connection.query(sql) }
        }
        try await connection.query("ALTER TABLE winnow.audit DISABLE TRIGGER ALL")
        try await connection.query("UPDATE winnow.audit SET entry = '{}' WHERE seq = 1 AND chain = 'system'")
        #expect(try await connection.query(broken)[0].int("broken") == 1, "its owner can alter it, but not unseen")
    }
}
