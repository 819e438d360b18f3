/// One connection to PostgreSQL. Statements of several tasks run one after the other; those of a transaction never
/// mix with others, which wait until it has ended.
package actor PostgresConnection {
    private let executor: ConnectionExecutor
    private let link: LibpqLink
    private var isTaken = false
    private var waiting: [CheckedContinuation<Void, Never>] = []
    private var openTransaction: UInt64?
    /// The BEGIN of the open transaction, until it goes out with the first statement.
    private var dueBegin: String?
    private var transactions: UInt64 = 0

    /// Runs `body` on the connection's own thread, so that its statements do not wait for changes of threads: for what is
    /// a transaction, or does little between one statement and the next.
    package nonisolated(nonsending) func onOwnThread<T>(_ body: () async throws -> T) async throws -> T {
        try await withTaskExecutorPreference(executor.between, operation: body)
    }

    package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    private init(patience: Duration) {
        executor = ConnectionExecutor()
        link = LibpqLink(patience: patience)
    }

    /// Connects as libpq does: `conninfo` is a connection string or URL, and what it leaves out comes from the
    /// environment (`PGHOST`, `PGSERVICE`, `.pgpass`, ...). Unless one of them names an `sslmode`, a server reached
    /// over TCP has to prove itself (`verify-full`).
    ///
    /// A statement, COPY or COMMIT during which nothing can be sent and nothing arrives for as long as `patience` fails
    /// with `isConnectionLost`, and the connection is closed: give more than the longest statement needs.
    package static func connect(
        _ conninfo: String, patience: Duration = .seconds(300)
    ) async throws -> PostgresConnection {
        let connection = PostgresConnection(patience: patience)
        try await connection.open(conninfo)
        return connection
    }

    private func open(_ conninfo: String) throws { try link.open(conninfo) }

    package var isUsable: Bool { link.isUsable }

    package func close() { link.close() }

    /// The process of the server that serves this connection, as in `pg_stat_activity`; 0 once closed.
    package var backendPID: Int32 { link.backendPID }

    /// `150018` for 15.18; 0 once closed.
    package var serverVersion: Int { link.serverVersion }

    /// From now on keeps what the server says besides results (`NOTICE`, `LOG`, ...), up to 10,000 lines.
    package func collectNotices() { link.notices.start() }

    /// The notices since the last call, oldest first, each with its level (`NOTICE:  ...`) and perhaps several lines.
    package func takeNotices() -> [String] { link.notices.take() }

    /// One statement; parameters are `$1`, `$2`, ... and untyped unless the SQL casts them.
    @discardableResult
    package func query(_ sql: String, _ parameters: [PostgresValue] = []) async throws -> PostgresRows {
        await take()
        defer { give() }
        return try link.run(sql, parameters)
    }

    /// Several statements in one text, in one transaction unless the text itself says otherwise.
    package func script(_ sql: String) async throws {
        await take()
        defer { give() }
        try link.runScript(sql)
    }

    /// Writes many rows by COPY, sent as they are made; all of them or none. Gives their number.
    ///
    /// `table` and `columns` (a list with commas) are SQL, never data. A column must be of the type its values are sent
    /// as: `.int` bigint, `.text` text, `.json` json, `.bytes` bytea, `.bool` boolean, `.real` double precision. Arrays
    /// are refused.
    @discardableResult
    package func copyIn(
        _ table: String, columns: String, rows: sending some Sequence<[PostgresValue]>
    ) async throws -> Int {
        await take()
        defer { give() }
        return try link.copyIn(table, columns, rows)
    }

    package func listen(_ channel: String) async throws {
        try await query("LISTEN \"\(channel.replacing("\"", with: "\"\""))\"")
    }

    /// Notifications that have arrived, waiting up to `timeout` for the first; empty when none came.
    ///
    /// Use a connection of its own: nothing else runs on it meanwhile. Ends early when the task is cancelled.
    package func waitForNotification(timeout: Duration) async throws -> [PostgresNotification] {
        await take()
        defer { give() }
        let end = ContinuousClock.now + timeout
        repeat {
            let left = max(.zero, min(end - .now, .milliseconds(100)))
            let found = try link.notifications(milliseconds: Int32(left / .milliseconds(1)))
            if !found.isEmpty { return found }
        } while ContinuousClock.now < end && !Task.isCancelled
        return []
    }

    // MARK: Transactions

    func begin(_ mode: TransactionMode) async -> UInt64 {
        await take()
        dueBegin = mode.statement
        transactions += 1
        openTransaction = transactions
        return transactions
    }

    func commit() throws {
        defer { end() }
        // Committed with its last statement, or nothing has run in it.
        guard openTransaction != nil, dueBegin == nil else { return }
        try markingUnknown { try isCommit(link.run("COMMIT", [])) }
    }

    func rollback() {
        // If this fails the connection is gone, and with it the transaction.
        if openTransaction != nil, dueBegin == nil { _ = try? link.run("ROLLBACK", []) }
        end()
    }

    /// The last statement of a transaction and its COMMIT.
    func queryAndCommit(
        _ sql: String, _ parameters: [PostgresValue], inside transaction: UInt64
    ) throws -> PostgresRows {
        try check(transaction, sql)
        let begin: [LibpqLink.Statement] = takeDueBegin().map { [($0, [])] } ?? []
        let results = try markingUnknown {
            let results = try link.runTogether(begin + [(sql, parameters), ("COMMIT", [])])
            try isCommit(results[results.count - 1])
            return results
        }
        openTransaction = nil
        return results[results.count - 2]
    }

    /// COMMIT of a transaction in which a statement failed answers ROLLBACK, without an error.
    private func isCommit(_ answer: PostgresRows) throws {
        guard answer.command == "COMMIT" else {
            throw PostgresError(sqlstate: "25P02", message: "rolled back: a statement in it had failed")
        }
    }

    private func markingUnknown<Value>(_ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch var error as PostgresError {
            error.isCommitUnknown = error.isConnectionLost
            throw error
        }
    }

    private func takeDueBegin() -> String? {
        defer { dueBegin = nil }
        return dueBegin
    }

    func query(_ sql: String, _ parameters: [PostgresValue], inside transaction: UInt64) throws -> PostgresRows {
        try check(transaction, sql)
        guard let begin = takeDueBegin() else { return try link.run(sql, parameters) }
        return try link.runTogether([(begin, []), (sql, parameters)])[1]
    }

    func script(_ sql: String, inside transaction: UInt64) throws {
        try check(transaction, sql)
        if let begin = takeDueBegin() { _ = try link.run(begin, []) }
        try link.runScript(sql)
    }

    func copyIn(
        _ table: String, columns: String, rows: sending some Sequence<[PostgresValue]>, inside transaction: UInt64
    ) throws -> Int {
        try check(transaction, "COPY \(table)")
        if let begin = takeDueBegin() { _ = try link.run(begin, []) }
        return try link.copyIn(table, columns, rows)
    }

    private func check(_ transaction: UInt64, _ sql: String) throws {
        guard openTransaction == transaction else {
            throw PostgresError(sqlstate: "25000", message: "the transaction has ended", statement: sql)
        }
    }

    private func end() {
        openTransaction = nil
        dueBegin = nil
        give()
    }

    // An actor lets other calls in at every `await`; this keeps them out while a transaction is open.
    private func take() async {
        guard isTaken else {
            isTaken = true
            return
        }
        await withCheckedContinuation { waiting.append($0) }
    }

    private func give() {
        if waiting.isEmpty {
            isTaken = false
        } else {
            waiting.removeFirst().resume()
        }
    }
}
