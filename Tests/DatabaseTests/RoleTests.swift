import Model
import Postgres
import Store
import Testing
import WinnowTesting

/// Logins that are members of one role each try what they must not do.
@Suite struct RoleTests {
    private struct Logins {
        var owner: PostgresConnection
        var byRole: [String: PostgresConnection]

        init() async throws {
            let conninfo = try await TestCluster.emptyDatabase()
            owner = try await PostgresConnection.connect(conninfo)
            try await SchemaInstaller(owner).install()
            byRole = [:]
            for role in ["winnow_worker", "winnow_coordinator", "winnow_dfu", "winnow_auditor"] {
                let login = "\(role)_test_\(UInt32.random(in: 0...UInt32.max))"
                try await owner.query("CREATE ROLE \(login) LOGIN IN ROLE \(role)")
                byRole[role] = try await PostgresConnection.connect(conninfo + " user=\(login)")
            }
        }

        func callAsFunction(_ role: String) throws -> PostgresConnection { try #require(byRole[role]) }
    }

    private static func isRefused(_ connection: PostgresConnection, _ sql: String) async -> Bool {
        do {
            try await connection.query(sql)
            return false
        } catch let error as PostgresError {
            return error.sqlstate == "42501"
        } catch {
            return false
        }
    }

    /// COPY of results needs INSERT; triggers hold it to the claims that the transaction has opened.
    private static let resultTables = ["coverage", "history", "hit", "pack", "rescan_coverage"]

    @Test func aWorkerHasNoRightOnAnyTableButToAddResults() async throws {
        let logins = try await Logins()
        let worker = try logins("winnow_worker")
        let tables = try await logins.owner.query(
            """
            SELECT c.relname, c.relkind::text AS kind,
                c.relkind <> 'S' AND has_table_privilege('winnow_worker', c.oid,
                    'SELECT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER') AS more
            FROM pg_class c
            WHERE c.relnamespace = 'winnow'::regnamespace AND c.relkind IN ('r', 'v', 'S', 'p') ORDER BY 1
            """)
        #expect(tables.count > 25)
        for row in tables {
            let name = try row.text("relname")
            #expect(await Self.isRefused(worker, "SELECT 1 FROM winnow.\(name) LIMIT 1"), "read \(name)")
            #expect(try !row.bool("more"), "\(name)")
            guard try row.text("kind") == "r" else { continue }
            var refused = [
                "DELETE FROM winnow.\(name)", "TRUNCATE winnow.\(name)", "COPY winnow.\(name) TO STDOUT",
            ]
            if !Self.resultTables.contains(name) { refused.append("COPY winnow.\(name) FROM STDIN") }
            for sql in refused { #expect(await Self.isRefused(worker, sql), "\(sql)") }
        }
    }

    @Test func aWorkerAddsResultsOfItsOwnOpenClaimsOnly() async throws {
        let logins = try await Logins()
        _ = try await Records(try logins("winnow_coordinator")).submit(QueueFixture.batch(devices: 2))
        let connection = try logins("winnow_worker")
        let queue = JobQueue(connection)
        let worker = try await queue.register(host: "h", pid: 1, version: "", slots: 2, leaseSeconds: 60)
        let claims = try await queue.claim(worker, limit: 2)
        let (mine, other) = (claims[0], claims[1])
        let coverage = "winnow.coverage (image_id, job_id, status, reason, files, bytes) VALUES ($1, $2, 'x', '', 1, 1)"
        let hit = """
            winnow.hit (image_id, job_id, analyzer, list, list_version, term, count, volume_offset, file_system,
                meta_address, path, state) VALUES ($1, $2, 'a', 'l', 'v', 't', 1, 0, '', 0, '', 'allocated')
            """
        let pack = """
            winnow.pack (image_id, job_id, fence, digest, files, raw_size, bytes) VALUES ($1, $2, 1, 'd', 1, 1, '')
            """
        for (image, job, opened) in [
            (mine.imageID, mine.jobID, false), (mine.imageID, other.jobID, true), (other.imageID, mine.jobID, true),
            (nil, mine.jobID, true), (mine.imageID, -1, true),
        ] {
            for table in [coverage, hit, pack] {
                await #expect(throws: PostgresError.self, "\(String(describing: image)) \(job) \(table)") {
                    try await connection.transaction { transaction in
                        if opened {
                            try await transaction.query(
                                "SELECT winnow.open_results($1, $2, $3)",
                                [.text(worker.text), .ints([mine.jobID]), .ints([mine.fence])])
                        }
                        try await transaction.query("INSERT INTO \(table)", [.int(image), .int(job)])
                        try await transaction.query(
                            "SELECT winnow.complete($1, $2, $3, '{ok}', '{1}', '{1}', '{\"\"}')",
                            [.text(worker.text), .ints([mine.jobID]), .ints([mine.fence])])
                    }
                }
            }
        }
        for table in Self.resultTables {
            let count = try await logins.owner.query("SELECT count(*) AS n FROM winnow.\(table)")
            #expect(try count[0].int("n") == 0, "\(table)")
        }
    }

    @Test func aWorkerCallsItsFunctionsAndNoOthers() async throws {
        let logins = try await Logins()
        let rights = try await logins.owner.query(
            """
            SELECT p.proname AS name, has_function_privilege('winnow_worker', p.oid, 'EXECUTE') AS worker,
                has_function_privilege('public', p.oid, 'EXECUTE') AS everybody, p.prosecdef AS definer,
                p.proowner::regrole::text AS owner, coalesce(array_to_string(p.proconfig, ' '), '') AS settings
            FROM pg_proc p WHERE p.pronamespace = 'winnow'::regnamespace ORDER BY 1
            """)
        let allowed = try rights.filter { try $0.bool("worker") }.map { try $0.text("name") }
        #expect(
            allowed == [
                "absent", "beat", "claim", "collate_coverage", "collate_devices", "collate_early", "collate_gaps",
                "collate_history", "collate_hits", "collate_images", "collate_pack", "collate_packs",
                "collate_rescans", "complete", "fail", "has_finished", "image_origin", "installed_schema", "is_idle",
                "next_due", "note_roles", "notice", "open_results", "plan_recognition", "promote", "prune_workers",
                "read_reference", "recognition_of", "references_of", "register", "release", "rescan_pack",
                "rescan_references", "rescue", "retire", "save_result", "save_survey", "sweep_batches",
                "sweep_devices", "was_completed",
            ])
        for row in rights {
            let name = try row.text("name")
            #expect(try !row.bool("everybody"), "\(name) is for everybody")
            #expect(try row.text("owner") == "winnow_owner", "\(name)")
            guard try row.bool("definer") else { continue }
            #expect(try row.text("settings").contains("search_path=pg_catalog, pg_temp"), "\(name)")
        }
    }

    /// What the DFU reads without a reason: no finding, hit, history or pack but through the views that ask for one.
    private static let readByTheUnit = [
        "audit_head", "batch", "batch_reference", "coverage", "decision", "device", "device_gap", "device_result",
        "ended_job", "failed_attempt", "image", "image_coverage", "image_rescan", "readable_escalation",
        "readable_finding", "readable_history", "readable_hit", "readable_pack", "reference_data", "rescan",
        "rescan_job",
        "unit_member", "webhook_place",
    ]
    /// What auditors and coordinators, who read everything else, do not.
    private static let keptFrom = [
        "winnow_auditor": [
            "device_intake", "escalation", "finding", "history", "hit", "image_intake", "pack", "scan_intake",
            "webhook",
        ],
        "winnow_coordinator": ["device_intake", "image_intake", "scan_intake", "webhook"],
    ]

    @Test(arguments: ["winnow_coordinator", "winnow_dfu", "winnow_auditor"])
    func everyTableIsReadByWhoMayAndChangedByNobody(role: String) async throws {
        let logins = try await Logins()
        let connection = try logins(role)
        let tables = try await logins.owner.query(
            """
            SELECT c.relname, c.relkind::text AS kind FROM pg_class c
            WHERE c.relnamespace = 'winnow'::regnamespace AND c.relkind IN ('r', 'v', 'p') ORDER BY 1
            """)
        var read: [String] = []
        for row in tables {
            let name = try row.text("relname")
            if await !Self.isRefused(connection, "SELECT 1 FROM winnow.\(name) LIMIT 1") { read.append(name) }
            guard try row.text("kind") == "r" else { continue }
            for sql in [
                "DELETE FROM winnow.\(name)", "TRUNCATE winnow.\(name)", "COPY winnow.\(name) FROM STDIN",
            ] { #expect(await Self.isRefused(connection, sql), "\(role): \(sql)") }
        }
        let all = Set(try tables.map { try $0.text("relname") })
        let expected = Self.keptFrom[role].map { all.subtracting($0) } ?? Set(Self.readByTheUnit)
        #expect(Set(read) == expected, "\(Set(read).symmetricDifference(expected).sorted())")
    }

    /// Of the functions that change something, who may call them besides workers.
    @Test func everyFunctionIsForWhoNeedsIt() async throws {
        let logins = try await Logins()
        let steering = [
            "add_reference", "add_reference_piece", "bind_unit", "cancel", "drain", "pause", "pause_queue",
            "reopen_escalation", "replayed", "reprioritise", "rescan", "resume", "retry", "set_webhook", "start_batch",
            "submit",
        ]
        let reading = [
            "batches_open_to_me", "begin_reading", "devices_open_to_me", "installed_schema", "must_say_why",
            "note_roles",
            "references_of", "report_made", "rules_of", "units_open_to_me",
        ]
        let pulling = ["acknowledge_escalation", "decide", "pull_escalations", "pull_hindrance", "release_escalation"]
        let checking = ["pack_faults", "read_reference", "record_faults"]
        for (role, expected) in [
            ("winnow_coordinator", steering + reading + checking + ["decide", "recognition_of"]),
            ("winnow_dfu", pulling + reading),
            ("winnow_auditor", reading + checking),
        ] {
            let rows = try await logins.owner.query(
                """
                SELECT p.proname AS name FROM pg_proc p WHERE p.pronamespace = 'winnow'::regnamespace
                    AND p.prorettype <> 'trigger'::regtype AND has_function_privilege($1, p.oid, 'EXECUTE') ORDER BY 1
                """, [.text(role)])
            let allowed = Set(try rows.map { try $0.text("name") })
            #expect(
                allowed == Set(expected), "\(role): \(allowed.symmetricDifference(expected).sorted())")
        }
    }

    @Test func nobodyBecomesMoreThanTheyAre() async throws {
        let logins = try await Logins()
        for (role, connection) in logins.byRole {
            for sql in [
                "SET ROLE winnow_owner", "SET SESSION AUTHORIZATION winnow", "CREATE TABLE public.x (y int)",
                "CREATE TEMP TABLE x (y int)", "CREATE SCHEMA x",
                "CREATE FUNCTION winnow.x() RETURNS int LANGUAGE sql RETURN 1",
                "ALTER TABLE winnow.audit DISABLE TRIGGER ALL", "DROP SCHEMA winnow CASCADE",
                "UPDATE winnow.done SET outcome = 'ok'", "DELETE FROM winnow.audit", "DELETE FROM winnow.hit",
                "SELECT winnow.purge_device(1)", "SELECT winnow.archived(1, '', 1)", "SELECT winnow.note(1, 'x', '{}')",
                "SELECT nextval('winnow.fence')",
            ] { #expect(await Self.isRefused(connection, sql), "\(role): \(sql)") }
        }
    }

    @Test func eachRoleDoesItsPartOfOneBatch() async throws {
        let logins = try await Logins()
        let coordinator = Records(try logins("winnow_coordinator"))
        let batch = try await coordinator.submit(QueueFixture.batch()).batchID
        let queue = JobQueue(try logins("winnow_worker"))
        let worker = try await queue.register(host: "h", pid: 1, version: "", slots: 1, leaseSeconds: 60)
        let survey = try #require(try await queue.claim(worker, limit: 1).first)
        try await queue.commit(
            JobResult(
                survey,
                content: .survey(
                    SurveyResult(
                        image: SurveyedImage(container: "raw", size: 1), coverage: [],
                        scanJobs: [ScanJob(spec: [1], cost: 1, place: 0, files: 1, bytes: 1)]))))
        let scan = try #require(try await queue.claim(worker, limit: 1).first)
        let result = ScanResult(
            pack: PackRecord(bytes: [1], digest: "d", files: 1, rawSize: 1), hits: [RecordTests.hit("term")])
        try await queue.commit(JobResult(scan, content: .scan(result)))
        try await queue.sweep()
        let collate = try #require(try await queue.claim(worker, limit: 1).first)
        let material = try await Records(logins("winnow_worker")).material(of: collate).0
        #expect(material.hits.count == 1)
        let finding = Finding(
            category: "keyword", rule: "r", severity: .high, outcome: .escalate, route: "dfu", summary: "s", hits: 1,
            examples: [])
        try await queue.commit(
            JobResult(
                collate,
                content: .collate(DeviceResult(outcome: .escalate, findings: [finding], digest: "d"), imageDigests: [:])
            ))
        try await queue.sweep()

        let dfu = Records(try logins("winnow_dfu"))
        await #expect(throws: WinnowError.self, "in no unit") {
            try await dfu.pullEscalations(route: "dfu", reason: "test")
        }
        let login = try await logins("winnow_dfu").query("SELECT session_user::text AS login")[0].text("login")
        #expect(try await coordinator.bindUnit(member: login, route: "dfu"))
        #expect(try await !coordinator.bindUnit(member: login, route: "dfu"), "twice is once")
        let pulled = try await dfu.pullEscalations(route: "dfu", reason: "test")
        #expect(pulled.map(\.category) == ["keyword"])
        try await dfu.acknowledgeEscalation(pulled[0].escalationID, by: "DFU", note: nil)
        try await dfu.beginReading(batchID: batch, what: "hits", reason: "test")
        var read: [Hit] = []
        try await dfu.exportHits(batchID: batch) { read += $0.map(\.record) }
        #expect(read.count == 1)

        let auditor = try logins("winnow_auditor")
        try await Records(auditor).beginReading(batchID: batch, what: "report", reason: "test")
        #expect(try await Records(auditor).results(batchID: batch)[0].result?.outcome == .escalate)
        let events = try await auditor.query("SELECT entry::json->>'event' AS event FROM winnow.audit ORDER BY seq")
        #expect(try events.map { try $0.text("event") }.contains("escalation-acknowledged"))
        for (role, sql) in [
            ("winnow_auditor", "SELECT winnow.pause(1)"), ("winnow_dfu", "SELECT winnow.cancel(1, NULL)"),
            ("winnow_dfu", "SELECT * FROM winnow.lease"), ("winnow_dfu", "SELECT content FROM winnow.reference_piece"),
            ("winnow_coordinator", "SELECT winnow.claim('\(worker)', 1, '{}')"),
            ("winnow_coordinator", "SELECT winnow.acknowledge_escalation(1, 1, true, '', '')"),
            ("winnow_dfu", "SELECT winnow.bind_unit('x', 'dfu', true)"),
            ("winnow_auditor", "SELECT winnow.bind_unit('x', 'dfu', true)"),
            ("winnow_dfu", "SELECT * FROM winnow.escalation"), ("winnow_auditor", "SELECT * FROM winnow.escalation"),
            ("winnow_auditor", "SELECT * FROM winnow.pull_escalations('dfu', NULL, 1, 1, '', 'x')"),
            ("winnow_coordinator", "SELECT * FROM winnow.pull_escalations('dfu', NULL, 1, 1, '', 'x')"),
            ("winnow_worker", "SELECT winnow.submit('x', 'x', 1::smallint, '{}')"),
        ] { #expect(await Self.isRefused(try logins(role), sql), "\(role): \(sql)") }
    }

    @Test func aCollateReadsItsOwnDeviceOnly() async throws {
        let fixture = try await QueueFixture()
        try await fixture.submit(devices: 2)
        for survey in try await fixture.queue.claim(fixture.worker, limit: 2) {
            try await fixture.survey(survey, scans: 1)
        }
        for scan in try await fixture.queue.claim(fixture.worker, limit: 2) {
            try await fixture.scan(scan, hits: [RecordTests.hit("device \(scan.deviceID)")])
        }
        try await fixture.queue.sweep()
        let collate = try #require(await fixture.claimOne())
        #expect(
            try await fixture.records.material(of: collate).0.hits.map(\.term) == ["device \(collate.deviceID)"])
        try await fixture.queue.release(collate)
        await #expect(throws: StaleClaim.self, "nor after it") { try await fixture.records.material(of: collate) }
    }
}
