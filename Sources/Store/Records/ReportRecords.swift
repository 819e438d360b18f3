import Model
import Postgres

/// What a report says of a batch and its devices besides their results.
package struct BatchFacts: Sendable {
    package var state: BatchState
    package var submittedBy: String
    /// Microseconds since 1970-01-01 UTC.
    package var submittedAt: Int64
    package var completedAt: Int64?
    package var priority: Int
    /// In which languages text in pictures was asked for; nil where it was not.
    package var recognition: String?
}

/// Who did a device's jobs, and when.
package struct DeviceWorkRecord: Sendable {
    package var exhibit: String
    package var started: Int64?
    package var ended: Int64?
    package var failedAttempts: Int
    package var workers: [(host: String, version: String, sandbox: String, jobs: Int)]
}

/// Something that several devices of a batch have in common.
package struct SharedValue: Sendable {
    /// `digest`, `search`, `address`, `account`.
    package var kind: String
    package var value: String
    package var exhibits: [String]
}

extension Records {
    package func facts(batchID: Int64) async throws -> BatchFacts {
        let row = try await connection.query(
            "SELECT state, submitted_by, submitted_at, completed_at, priority::bigint AS priority, recognition FROM winnow.batch WHERE batch_id = $1",
            [.int(batchID)]
        ).single
        return BatchFacts(
            state: try row.word("state"), submittedBy: try row.text("submitted_by"),
            submittedAt: try row.time("submitted_at"),
            completedAt: try row.optionalTime("completed_at"), priority: Int(try row.int("priority")),
            recognition: try row.optionalText("recognition"))
    }

    /// Of all devices of a batch, or of one. A worker that has been gone for a week is not known by name any more.
    package func work(batchID: Int64, deviceID: Int64? = nil) async throws -> [DeviceWorkRecord] {
        let rows = try await connection.query(
            """
            SELECT d.exhibit, w.host, w.version, w.sandbox, count(*) AS jobs, min(w.claimed_at) AS started,
                max(w.finished_at) AS ended,
                (SELECT count(*) FROM winnow.failed_attempt a WHERE a.device_id = d.device_id) AS failed
            FROM winnow.device d JOIN winnow.ended_job w USING (device_id)
            WHERE d.batch_id = $1 AND ($2::bigint IS NULL OR d.device_id = $2)
            GROUP BY d.device_id, d.exhibit, w.host, w.version, w.sandbox ORDER BY d.exhibit, w.host, w.version, w.sandbox
            """, [.int(batchID), .int(deviceID)])
        var devices: [DeviceWorkRecord] = []
        for row in rows {
            let exhibit = try row.text("exhibit")
            if devices.last?.exhibit != exhibit {
                devices.append(
                    DeviceWorkRecord(exhibit: exhibit, failedAttempts: Int(try row.int("failed")), workers: []))
            }
            let last = devices.count - 1
            let (started, ended) = (try row.time("started"), try row.time("ended"))
            devices[last].started = min(devices[last].started ?? started, started)
            devices[last].ended = max(devices[last].ended ?? ended, ended)
            devices[last].workers.append(
                (
                    host: try row.text("host"), version: try row.text("version"), sandbox: try row.text("sandbox"),
                    jobs: Int(try row.int("jobs"))
                ))
        }
        return devices
    }

    /// What verifying the images of a batch found, as hits.
    package func imageVerification(
        batchID: Int64
    ) async throws -> [(exhibit: String, image: String, category: String, what: String, detail: String)] {
        try await connection.query(
            """
            SELECT d.exhibit, i.path, h.category, h.term, coalesce(h.context, '') AS context
            FROM winnow.readable_hit h JOIN winnow.image i USING (image_id) JOIN winnow.device d USING (device_id)
            WHERE d.batch_id = $1 AND h.analyzer = 'image' ORDER BY d.exhibit, i.ordinal, h.category, h.term
            """, [.int(batchID)]
        ).map {
            (
                try $0.text("exhibit"), try $0.text("path"), try $0.text("category"), try $0.text("term"),
                try $0.text("context")
            )
        }
    }

    /// Number of hits by exhibit, then by what found them and the state of the file they lie in; in that order.
    package func hitCounts(
        batchID: Int64
    ) async throws -> [(exhibit: String, analyzer: String, list: String, state: String, hits: Int)] {
        try await connection.query(
            """
            SELECT d.exhibit, h.analyzer, h.list, h.state, count(*) AS hits
            FROM winnow.readable_hit h JOIN winnow.image i USING (image_id) JOIN winnow.device d USING (device_id)
            WHERE d.batch_id = $1 GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
            """, [.int(batchID)]
        ).map {
            (
                try $0.text("exhibit"), try $0.text("analyzer"), try $0.text("list"), try $0.text("state"),
                Int(try $0.int("hits"))
            )
        }
    }

    /// What more than one device of a batch has, of what reference data asks for: contents in sets that are not of
    /// known-good files, searches and addresses with a term in them; and accounts that browsers were signed in to. The most
    /// shared first, `limit` at most.
    package func sharedValues(batchID: Int64, limit: Int) async throws -> [SharedValue] {
        try await connection.query(
            """
            SELECT kind, value, array_to_json(array_agg(DISTINCT exhibit))::text AS exhibits FROM (
                SELECT CASE WHEN h.analyzer = 'hash' THEN 'digest' WHEN h.encoding = 'url' THEN 'address' ELSE 'search' END
                        AS kind,
                    CASE h.analyzer WHEN 'hash' THEN h.term ELSE h.context END AS value, d.exhibit
                FROM winnow.readable_hit h JOIN winnow.image i USING (image_id) JOIN winnow.device d USING (device_id)
                WHERE d.batch_id = $1 AND ((h.analyzer = 'hash' AND h.list_kind <> 'known-good')
                    OR (h.analyzer = 'history' AND h.encoding IN ('search-term', 'url')))
                UNION ALL
                SELECT 'account', \(SignedIn.account), d.exhibit
                FROM winnow.readable_history h JOIN winnow.image i USING (image_id) JOIN winnow.device d USING (device_id)
                WHERE d.batch_id = $1 AND \(SignedIn.condition)) x
            WHERE value IS NOT NULL GROUP BY kind, value HAVING count(DISTINCT exhibit) > 1
            ORDER BY count(DISTINCT exhibit) DESC, kind, value COLLATE "C" LIMIT $2
            """, [.int(batchID), .int(limit)]
        ).map {
            SharedValue(
                kind: try $0.text("kind"), value: try $0.text("value"), exhibits: try $0.decoded("exhibits"))
        }
    }
}
