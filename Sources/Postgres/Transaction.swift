/// How a transaction sees the database.
package enum TransactionMode: Sendable {
    case readWrite
    /// One unchanging view for many reads; cannot write.
    case snapshot

    var statement: String {
        switch self {
        case .readWrite: "BEGIN"
        case .snapshot: "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
        }
    }
}

/// An open transaction; statements run through it and through nothing else until it ends.
package struct Transaction: Sendable {
    private let connection: PostgresConnection
    private let number: UInt64

    fileprivate init(connection: PostgresConnection, number: UInt64) {
        self.connection = connection
        self.number = number
    }

    @discardableResult
    package func query(_ sql: String, _ parameters: [PostgresValue] = []) async throws -> PostgresRows {
        try await connection.query(sql, parameters, inside: number)
    }

    /// The last statement, sent together with the COMMIT: nothing can be asked of the transaction after it.
    @discardableResult
    package func queryAndCommit(_ sql: String, _ parameters: [PostgresValue] = []) async throws -> PostgresRows {
        try await connection.queryAndCommit(sql, parameters, inside: number)
    }

    package func script(_ sql: String) async throws {
        try await connection.script(sql, inside: number)
    }

    @discardableResult
    package func copyIn(
        _ table: String, columns: String, rows: sending some Sequence<[PostgresValue]>
    ) async throws -> Int {
        try await connection.copyIn(table, columns: columns, rows: rows, inside: number)
    }

    /// Reads a large result in pieces of `size` rows through a cursor. One stream at a time in a transaction.
    package nonisolated(nonsending) func stream(
        _ sql: String, _ parameters: [PostgresValue] = [], size: Int, _ body: (PostgresRows) async throws -> Void
    ) async throws {
        try await query("DECLARE winnow_stream NO SCROLL CURSOR FOR " + sql, parameters)
        while true {
            let rows = try await query("FETCH FORWARD \(size) FROM winnow_stream")
            if rows.isEmpty { break }
            try await body(rows)
        }
        try await query("CLOSE winnow_stream")
    }
}

extension PostgresConnection {
    /// Commits when `body` returns and rolls back when it throws. Not to be nested on one connection. It begins with its
    /// first statement. `body` runs on the connection's thread, so it should not block.
    ///
    /// An error with `isCommitUnknown` says that the connection broke during COMMIT: look before doing it again.
    package nonisolated(nonsending) func transaction<T>(
        _ mode: TransactionMode = .readWrite, _ body: (Transaction) async throws -> T
    ) async throws -> T {
        try await onOwnThread {
            let number = await begin(mode)
            let value: T
            do {
                value = try await body(Transaction(connection: self, number: number))
            } catch {
                await rollback()
                throw error
            }
            try await commit()
            return value
        }
    }
}
