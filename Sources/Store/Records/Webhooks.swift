import Model
import Postgres

/// Where a unit is told of its escalations.
package struct Webhook: Hashable, Sendable {
    package var route: String
    package var url: String
    package var addedBy: String
}

/// What a worker is to send, and how it signs it.
package struct Notice: Hashable, Sendable {
    package var url: String
    package var secret: String
    package var escalationID: Int64
    /// Counts the notices of this escalation.
    package var number: Int
    package var route: String
    package var category: String
    package var severity: Severity
    /// Microseconds since 1970-01-01 UTC.
    package var createdAt: Int64
    package var dueAt: Int64
    package var revision: Int
}

extension Records {
    /// Of a running `notify` job; nil when there is nothing to say any more.
    package func notice(of claim: Claim) async throws -> Notice? {
        try await connection.query("SELECT * FROM winnow.notice($1, $2, $3)", claim.key).first.map { row in
            Notice(
                url: try row.text("url"), secret: try row.text("secret"),
                escalationID: try row.int("escalation_id"), number: Int(try row.int("notice")),
                route: try row.text("route"), category: try row.text("category"),
                severity: try row.word("severity"), createdAt: try row.time("created_at"),
                dueAt: try row.time("due_at"), revision: Int(try row.int("revision")))
        }
    }

    /// In place of any earlier one; nil for nowhere.
    package func setWebhook(route: String, to place: (url: String, secret: String)?) async throws {
        try await connection.query(
            "SELECT winnow.set_webhook($1, $2, $3)", [.text(route), .text(place?.url), .text(place?.secret)])
    }

    package func webhooks() async throws -> [Webhook] {
        try await connection.query("SELECT route, url, added_by FROM winnow.webhook_place ORDER BY route").map {
            Webhook(route: try $0.text("route"), url: try $0.text("url"), addedBy: try $0.text("added_by"))
        }
    }
}
