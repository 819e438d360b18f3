/// What the server or libpq said, with the statement it said it about but not the statement's parameters; the server's
/// detail may quote values of a row.
package struct PostgresError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Five characters of PostgreSQL's appendix A; empty when the error did not come from the server.
    package var sqlstate: String
    package var message: String
    package var detail: String?
    package var hint: String?
    /// The first words of the SQL text.
    package var statement: String
    /// The connection is gone; nothing more can be asked of it.
    package var isConnectionLost: Bool
    /// COMMIT was sent and the answer never came: the transaction may or may not have been committed.
    package var isCommitUnknown: Bool

    package init(
        sqlstate: String = "", message: String, detail: String? = nil, hint: String? = nil, statement: String = "",
        isConnectionLost: Bool = false, isCommitUnknown: Bool = false
    ) {
        self.sqlstate = sqlstate
        self.message = message
        self.detail = detail
        self.hint = hint
        self.statement = Self.name(of: statement)
        self.isConnectionLost = isConnectionLost
        self.isCommitUnknown = isCommitUnknown
    }

    /// Worth trying again after a pause: connection trouble, server start or stop, a lost race, resources used up.
    package var isTransient: Bool {
        isConnectionLost || ["57P01", "57P02", "57P03", "40001", "40P01"].contains(sqlstate)
            || sqlstate.hasPrefix("08") || sqlstate.hasPrefix("53")
    }

    package var description: String {
        var text = message
        if !sqlstate.isEmpty { text += " (SQLSTATE \(sqlstate))" }
        if !statement.isEmpty { text += " in: \(statement)" }
        if let detail { text += "; detail: \(detail)" }
        if let hint { text += "; hint: \(hint)" }
        return text
    }

    private static func name(of sql: String) -> String {
        let words = sql.split(whereSeparator: \.isWhitespace).prefix(8).joined(separator: " ")
        return String(words.prefix(80))
    }
}
