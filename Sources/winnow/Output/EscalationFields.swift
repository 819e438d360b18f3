import Model
import Reporting
import Store

/// The exported shape of an escalation.
enum EscalationFields {
    static let columns = [
        "escalation", "batch", "exhibit", "category", "route", "severity", "state", "target", "created", "due",
        "overdue", "revision", "hits", "pulled_by", "lease_until", "acknowledged_by", "acknowledged",
        "acknowledged_revision", "note", "summary",
    ]
    /// What fits on a terminal.
    static let shown = ["escalation", "batch", "exhibit", "category", "route", "state", "due", "hits", "summary"]

    static func record(_ escalation: Escalation) -> [String: Field] {
        let due = ReportTime.text(microseconds: escalation.dueAt)
        return [
            "escalation": .number(escalation.escalationID), "batch": .text(escalation.batch),
            "exhibit": .text(escalation.exhibit), "category": .text(escalation.category),
            "route": .text(escalation.route), "severity": .text(escalation.severity.rawValue),
            "state": .text(state(escalation)), "target": .text(escalation.target.rawValue),
            "created": .text(ReportTime.text(microseconds: escalation.createdAt)),
            "due": .text(escalation.isOverdue ? due + " OVERDUE" : due), "overdue": .flag(escalation.isOverdue),
            "revision": .number(escalation.revision), "hits": .number(escalation.hits),
            "pulled_by": .text(escalation.pull?.client),
            "lease_until": .text((escalation.pull?.leaseUntil).map { ReportTime.text(microseconds: $0) }),
            "acknowledged_by": .text(escalation.acknowledgedBy),
            "acknowledged": .text(escalation.acknowledgedAt.map { ReportTime.text(microseconds: $0) }),
            "acknowledged_revision": .number(escalation.acknowledgedRevision), "note": .text(escalation.note),
            "summary": .text(escalation.summary),
        ]
    }

    private static func state(_ escalation: Escalation) -> String {
        if escalation.pull?.hasLapsed == true { return "open (pull lapsed)" }
        return escalation.hasNewEvidence ? "acknowledged (new evidence)" : escalation.state.rawValue
    }
}
