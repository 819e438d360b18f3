import Digests
import Foundation
import Model
import Store

/// What a unit is sent: that an escalation waits, and nothing of the evidence, not even the exhibit.
package struct NoticeMessage: Sendable {
    package let body: [UInt8]
    package let headers: [(name: String, value: String)]

    /// - Parameter time: seconds since 1970; in the signature, so that a copy sent later can be told.
    package init(_ notice: Notice, time: Int64) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        body = Array(try encoder.encode(Body(notice)))
        let signed = Array("\(time).".utf8) + body
        headers = [
            ("Content-Type", "application/json"),
            // The same for every try of one notice.
            ("Winnow-Delivery", "\(notice.escalationID)/\(notice.number)"),
            ("Winnow-Timestamp", String(time)),
            ("Winnow-Signature", "v1=" + Hex.string(MessageCode.sha256(signed, key: Array(notice.secret.utf8)))),
        ]
    }

    private struct Body: Encodable {
        var event = "escalation"
        var escalation: Int64, notice: Int, revision: Int, unit: String, category: String, severity: String
        var created: String, due: String

        init(_ notice: Notice) {
            escalation = notice.escalationID
            self.notice = notice.number
            revision = notice.revision
            unit = notice.route
            category = notice.category
            severity = notice.severity.rawValue
            created = Self.text(notice.createdAt)
            due = Self.text(notice.dueAt)
        }

        private static func text(_ microseconds: Int64) -> String {
            Date(timeIntervalSince1970: Double(microseconds / 1_000_000)).formatted(.iso8601)
        }
    }
}
