import Model
import Postgres

/// A finding routed to a unit.
package struct Escalation: Hashable, Sendable {
    package enum State: String, Codable, Sendable, CaseIterable {
        /// Waits for its unit.
        case open
        /// Given to a client of the unit, until its lease ends.
        case pulled
        case acknowledged
        /// Handed back by the unit, with a note.
        case returned
        /// No longer supported by what the device holds.
        case withdrawn
    }

    package var escalationID: Int64
    package var batchID: Int64
    package var batch: String
    package var deviceID: Int64
    package var exhibit: String
    package var category: String
    /// The unit that must look.
    package var route: String
    package var severity: Severity
    package var outcome: Outcome
    package var summary: String
    package var hits: Int
    package var target: TimeTarget
    /// Rises with every change of what it says.
    package var revision: Int
    package var state: State
    /// Microseconds since 1970-01-01 UTC, as all times.
    package var createdAt: Int64
    /// When its unit must have looked.
    package var dueAt: Int64
    package var isOverdue: Bool
    /// Nil unless it is pulled.
    package var pull: Pull?
    package var acknowledgedBy: String?
    package var acknowledgedAt: Int64?
    /// What it said when it was taken in; lower than `revision` when there is new evidence since.
    package var acknowledgedRevision: Int?
    package var note: String?

    /// A unit's claim.
    package struct Pull: Hashable, Sendable {
        /// Never used twice: the right to acknowledge.
        package var fence: Int64
        package var client: String
        package var leaseUntil: Int64
        package var hasLapsed: Bool
    }

    package var hasNewEvidence: Bool { state == .acknowledged && (acknowledgedRevision ?? revision) < revision }

    static let query = """
        SELECT e.*, b.batch_id, b.name AS batch, d.exhibit,
            e.due_at < clock_timestamp() AND e.state IN ('open', 'pulled', 'returned') AS overdue,
            e.lease_until <= clock_timestamp() AS lapsed
        FROM winnow.readable_escalation e JOIN winnow.device d USING (device_id) JOIN winnow.batch b USING (batch_id)
        """

    init(_ row: PostgresRow) throws {
        escalationID = try row.int("escalation_id")
        batchID = try row.int("batch_id")
        batch = try row.text("batch")
        deviceID = try row.int("device_id")
        exhibit = try row.text("exhibit")
        category = try row.text("category")
        route = try row.text("route")
        severity = try row.word("severity")
        outcome = try row.word("outcome")
        summary = try row.text("summary")
        hits = Int(try row.int("hits"))
        target = try row.word("target")
        revision = Int(try row.int("revision"))
        state = try row.word("state")
        createdAt = try row.time("created_at")
        dueAt = try row.time("due_at")
        isOverdue = try row.bool("overdue")
        if state == .pulled {
            pull = Pull(
                fence: try row.int("fence"), client: try row.optionalText("pulled_by") ?? "",
                leaseUntil: try row.time("lease_until"), hasLapsed: try row.bool("lapsed"))
        }
        acknowledgedBy = try row.optionalText("acknowledged_by")
        acknowledgedAt = try row.optionalTime("acknowledged_at")
        acknowledgedRevision = try row.optionalInt("acknowledged_revision").map { Int($0) }
        note = try row.optionalText("note")
    }
}
