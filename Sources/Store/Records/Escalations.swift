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
        try await connection.transaction { transaction in
            let pulled = try await transaction.query(
                "SELECT * FROM winnow.pull_escalations($1, $2) AS escalation_id", [.text(route), .int(batchID)])
            return try await transaction.query(
                """
                SELECT e.*, b.name AS batch, d.exhibit
                FROM winnow.escalation e JOIN winnow.device d USING (device_id) JOIN winnow.batch b USING (batch_id)
                WHERE e.escalation_id = ANY ($1) ORDER BY e.escalation_id
                """, [.ints(pulled.map { try $0.int("escalation_id") })]
            ).map { try Escalation($0) }
        }
    }

    /// False when there is no such escalation that still waits.
    package func acknowledgeEscalation(_ escalationID: Int64, by person: String, note: String?) async throws -> Bool {
        try await connection.query(
            "SELECT winnow.acknowledge_escalation($1, $2, $3) AS accepted",
            [.int(escalationID), .text(person), .text(note)]
        ).single.bool("accepted")
    }
}
