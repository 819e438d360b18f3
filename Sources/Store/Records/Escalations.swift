import Model
import Postgres

/// A finding routed to a unit.
package struct Escalation: Hashable, Sendable {
    package enum State: String, Codable, Sendable, CaseIterable {
        case open, pulled, acknowledged, withdrawn
    }

    package var escalationID: Int64
    package var batch: String
    package var exhibit: String
    package var category: String
    /// The unit that must look.
    package var route: String
    package var severity: Severity
    package var outcome: Outcome
    package var summary: String
    package var state: State
    /// Microseconds since 1970-01-01 UTC.
    package var createdAt: Int64
    package var acknowledgedBy: String?
    package var acknowledgedAt: Int64?
    package var note: String?

    init(_ row: PostgresRow) throws {
        escalationID = try row.int("escalation_id")
        batch = try row.text("batch")
        exhibit = try row.text("exhibit")
        category = try row.text("category")
        route = try row.text("route")
        severity = try row.word("severity")
        outcome = try row.word("outcome")
        summary = try row.text("summary")
        state = try row.word("state")
        createdAt = try row.time("created_at")
        acknowledgedBy = try row.optionalText("acknowledged_by")
        acknowledgedAt = try row.optionalTime("acknowledged_at")
        note = try row.optionalText("note")
    }
}

extension Records {
    /// Makes or renews the escalations of findings that have a route, the gravest finding of each category and route;
    /// those no longer supported are withdrawn unless somebody has acknowledged them.
    func saveEscalations(_ deviceID: Int64, _ findings: [Finding], in transaction: Transaction) async throws {
        struct Key: Hashable { var category, route: String }
        var gravest: [Key: Finding] = [:]
        for finding in findings {
            guard let route = finding.route else { continue }
            let key = Key(category: finding.category, route: route)
            if gravest[key].map({ $0.rank < finding.rank }) ?? true { gravest[key] = finding }
        }
        try await transaction.query(
            """
            UPDATE winnow.escalation SET state = 'withdrawn' WHERE device_id = $1 AND state IN ('open', 'pulled')
                AND (category, route) NOT IN (SELECT * FROM unnest($2::text[], $3::text[]))
            """, [.int(deviceID), .texts(gravest.keys.map(\.category)), .texts(gravest.keys.map(\.route))])
        for (key, finding) in gravest {
            try await transaction.query(
                """
                INSERT INTO winnow.escalation AS e (device_id, category, route, severity, outcome, summary)
                VALUES ($1, $2, $3, $4, $5, $6)
                ON CONFLICT (device_id, category, route) DO UPDATE SET severity = excluded.severity,
                    outcome = excluded.outcome, summary = excluded.summary,
                    state = CASE e.state WHEN 'withdrawn' THEN 'open' ELSE e.state END
                """,
                [
                    .int(deviceID), .text(key.category), .text(key.route), .text(finding.severity.rawValue),
                    .text(finding.outcome.rawValue), .text(finding.summary),
                ])
        }
    }

    /// Escalations of one batch or of all, oldest first.
    package func escalations(batchID: Int64? = nil, states: [Escalation.State]? = nil) async throws -> [Escalation] {
        try await connection.query(
            """
            SELECT e.*, b.name AS batch, d.exhibit FROM winnow.escalation e
                JOIN winnow.device d USING (device_id) JOIN winnow.batch b USING (batch_id)
            WHERE ($1::bigint IS NULL OR b.batch_id = $1) AND ($2::text[] IS NULL OR e.state = ANY ($2))
            ORDER BY e.escalation_id
            """, [.int(batchID), states.map { .texts($0.map(\.rawValue)) } ?? .null]
        ).map { try Escalation($0) }
    }

    /// Marks open escalations of a unit as pulled and gives them; each is given once.
    package func pullEscalations(route: String, batchID: Int64? = nil) async throws -> [Escalation] {
        try await connection.query(
            """
            WITH pulled AS (
                UPDATE winnow.escalation e SET state = 'pulled'
                FROM winnow.device d WHERE d.device_id = e.device_id AND e.route = $1 AND e.state = 'open'
                    AND ($2::bigint IS NULL OR d.batch_id = $2)
                RETURNING e.*)
            SELECT e.*, b.name AS batch, d.exhibit FROM pulled e
                JOIN winnow.device d USING (device_id) JOIN winnow.batch b USING (batch_id)
            ORDER BY e.escalation_id
            """, [.text(route), .int(batchID)]
        ).map { try Escalation($0) }
    }

    /// False when there is no such escalation that still waits.
    package func acknowledgeEscalation(_ escalationID: Int64, by person: String, note: String?) async throws -> Bool {
        try await connection.query(
            """
            UPDATE winnow.escalation
            SET state = 'acknowledged', acknowledged_by = $2, acknowledged_at = now(), note = $3
            WHERE escalation_id = $1 AND state IN ('open', 'pulled')
            """, [.int(escalationID), .text(person), .text(note)]
        ).affected == 1
    }
}

extension Finding {
    fileprivate var rank: (Outcome, Int) { (outcome, Severity.allCases.firstIndex(of: severity) ?? 0) }
}
