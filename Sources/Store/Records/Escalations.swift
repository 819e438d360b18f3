import Model
import Postgres

/// The second queue: a unit's clients claim escalations, and what they do not acknowledge comes back.
extension Records {
    /// Escalations of one batch or of all, the most urgent first; reading must have begun.
    package func escalations(
        batchID: Int64? = nil, route: String? = nil, states: [Escalation.State]? = nil
    ) async throws -> [Escalation] {
        try await connection.query(
            Escalation.query + """
                 WHERE ($1::bigint IS NULL OR b.batch_id = $1) AND ($2::text IS NULL OR e.route = $2)
                    AND ($3::text[] IS NULL OR e.state = ANY ($3))
                ORDER BY e.due_at, e.escalation_id
                """, [.int(batchID), .text(route), states.map { .texts($0.map(\.rawValue)) } ?? .null]
        ).map { try Escalation($0) }
    }

    /// Claims up to `limit` waiting escalations of a unit, the most urgent first; no two clients get the same one.
    ///
    /// - Parameter lease: seconds after which one that is not acknowledged can be pulled again.
    /// - Throws: `unit-foreign` for a login that is not bound to the unit, `reason-missing` for one that must say why.
    package func pullEscalations(
        route: String, batchID: Int64? = nil, limit: Int = 1000, lease: Double = 28_800, client: String = "",
        reason: String? = nil
    ) async throws -> [Escalation] {
        let hindrance = try await connection.query(
            "SELECT winnow.pull_hindrance($1, $2) AS hindrance", [.text(route), .text(reason)]
        ).single.optionalText("hindrance")
        switch hindrance {
        case nil: break
        case "reason-missing": throw WinnowError.reasonMissing
        default:
            throw WinnowError(
                "unit-foreign", "this login does not work for the unit \(route)",
                remedy: "a coordinator binds it: winnow units bind LOGIN --unit \(route)")
        }
        return try await connection.transaction { transaction in
            let pulled = try await transaction.query(
                "SELECT * FROM winnow.pull_escalations($1, $2, $3, $4, $5, $6) AS escalation_id",
                [.text(route), .int(batchID), .int(limit), .real(lease), .text(client), .text(reason)])
            return try await transaction.query(
                Escalation.query + " WHERE e.escalation_id = ANY ($1) ORDER BY e.due_at, e.escalation_id",
                [.ints(pulled.map { try $0.int("escalation_id") })]
            ).map { try Escalation($0) }
        }
    }

    /// Gives a pull back that came to nothing: the escalation waits again.
    package func releaseEscalation(_ escalationID: Int64, fence: Int64) async throws {
        try await connection.query(
            "SELECT winnow.release_escalation($1, $2)", [.int(escalationID), .int(fence)])
    }

    /// Takes an escalation in, or hands it back.
    ///
    /// - Parameter fence: of the pull; nil for whoever may.
    /// - Throws: `escalation-missing`, `escalation-lapsed` when the pull's lease has ended or another client has it,
    ///   `escalation-settled` when it does not wait any more.
    package func acknowledgeEscalation(
        _ escalationID: Int64, fence: Int64? = nil, accepted: Bool = true, by person: String, note: String?
    ) async throws {
        let answer = try await connection.query(
            "SELECT winnow.acknowledge_escalation($1, $2, $3, $4, $5) AS answer",
            [.int(escalationID), .int(fence), .bool(accepted), .text(person), .text(note)]
        ).single.text("answer")
        switch answer {
        case "changed": return
        case "missing": throw WinnowError("escalation-missing", "there is no escalation \(escalationID)")
        case "lapsed":
            throw WinnowError(
                "escalation-lapsed", "the pull of escalation \(escalationID) has lapsed",
                remedy: "pull it again, unless another client has it")
        default:
            throw WinnowError("escalation-settled", "escalation \(escalationID) is \(answer) already")
        }
    }

    /// Puts one before its unit again that was returned or acknowledged; false when it is neither.
    package func reopenEscalation(_ escalationID: Int64, by person: String, note: String?) async throws -> Bool {
        try await connection.query(
            "SELECT winnow.reopen_escalation($1, $2, $3) AS done", [.int(escalationID), .text(person), .text(note)]
        ).single.bool("done")
    }
}
