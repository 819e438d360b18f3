import CPostgres
import Glibc

/// The one owner of a `PGconn`. Every call blocks; only `PostgresConnection` makes them, on its own queue.
final class LibpqLink {
    private var connection: OpaquePointer?

    deinit { close() }

    var isUsable: Bool { connection.map { PQstatus($0) == CONNECTION_OK } ?? false }

    func open(_ conninfo: String) throws(PostgresError) {
        // What stands before `dbname` is a default that the caller's conninfo overrides; what stands after it is not.
        let settings: [(String, String)] = [
            ("connect_timeout", "15"), ("tcp_user_timeout", "30000"), ("keepalives_idle", "30"), ("dbname", conninfo),
            ("fallback_application_name", "winnow"), ("client_encoding", "UTF8"),
        ]
        let keys = settings.map { strdup($0.0) } + [nil]
        let values = settings.map { strdup($0.1) } + [nil]
        defer { for pointer in keys + values { free(pointer) } }
        connection = PQconnectdbParams(keys.map { UnsafePointer($0) }, values.map { UnsafePointer($0) }, 1)
        guard isUsable else {
            let message = lastMessage
            close()
            throw PostgresError(sqlstate: "08001", message: message, statement: "connect", isConnectionLost: true)
        }
        // Notices (`relation exists, skipping`) would otherwise go to stderr.
        PQsetNoticeProcessor(connection, { _, _ in }, nil)
    }

    func close() {
        if let connection { PQfinish(connection) }
        connection = nil
    }

    func run(_ sql: String, _ parameters: [PostgresValue]) throws(PostgresError) -> PostgresRows {
        let open = try opened(sql)
        var arguments = StatementArguments(parameters)
        return try checked(arguments.withPointers { PQexecParams(open, sql, $0, $1, $2, $3, $4, 1) }, sql)
    }

    /// Several statements in one text, as `psql` would run them; one transaction unless the text says otherwise.
    func runScript(_ sql: String) throws(PostgresError) {
        _ = try checked(PQexec(opened(sql), sql), sql)
    }

    func copyIn(
        _ table: String, _ columns: String, _ rows: some Sequence<[PostgresValue]>
    ) throws(PostgresError) -> Int {
        let sql = "COPY \(table) (\(columns)) FROM STDIN (FORMAT binary)"
        let open = try opened(sql)
        let started = PQexec(open, sql)
        guard PQresultStatus(started) == PGRES_COPY_IN else {
            _ = try checked(started, sql)
            throw PostgresError(message: "not a COPY FROM STDIN", statement: sql)
        }
        PQclear(started)
        let send: CopyBinary.Send = { (bytes) throws(PostgresError) in
            guard let start = bytes.baseAddress, !bytes.isEmpty else { return }
            let sent = PQputCopyData(open, start.assumingMemoryBound(to: CChar.self), Int32(bytes.count))
            guard sent == 1 else { throw self.failed(sql) }
        }
        do {
            var copy = CopyBinary()
            for row in rows { try copy.append(row, send) }
            try copy.end(send)
        } catch {
            // Told to fail, the server writes nothing of it.
            PQputCopyEnd(open, error.message)
            _ = try? endCopy(open, sql)
            throw error
        }
        PQputCopyEnd(open, nil)
        return try endCopy(open, sql)
    }

    private func failed(_ sql: String) -> PostgresError {
        PostgresError(message: lastMessage, statement: sql, isConnectionLost: !isUsable)
    }

    private func endCopy(_ open: OpaquePointer, _ sql: String) throws(PostgresError) -> Int {
        var copied = 0
        var failure: PostgresError?
        while let result = PQgetResult(open) {
            do {
                copied = try checked(result, sql).affected
            } catch {
                failure = failure ?? error
                if !isUsable { break }
            }
        }
        if let failure { throw failure }
        guard isUsable else {
            throw PostgresError(message: lastMessage, statement: sql, isConnectionLost: true)
        }
        return copied
    }

    /// What has arrived for channels listened to, waiting up to `milliseconds` for the first.
    func notifications(milliseconds: Int32) throws(PostgresError) -> [PostgresNotification] {
        let open = try opened("wait for notifications")
        var waited = pending(open)
        if waited.isEmpty {
            var descriptor = pollfd(fd: PQsocket(open), events: Int16(POLLIN), revents: 0)
            guard poll(&descriptor, 1, milliseconds) > 0 else { return [] }
            guard PQconsumeInput(open) == 1 else {
                throw PostgresError(message: lastMessage, statement: "wait for notifications", isConnectionLost: true)
            }
            waited = pending(open)
        }
        return waited
    }

    private func pending(_ open: OpaquePointer) -> [PostgresNotification] {
        var found: [PostgresNotification] = []
        while let notify = PQnotifies(open) {
            let payload = notify.pointee.extra.map { String(cString: $0) } ?? ""
            found.append(PostgresNotification(channel: String(cString: notify.pointee.relname), payload: payload))
            PQfreemem(notify)
        }
        return found
    }

    private func opened(_ sql: String) throws(PostgresError) -> OpaquePointer {
        guard let connection else {
            throw PostgresError(
                sqlstate: "08003", message: "the connection is closed", statement: sql, isConnectionLost: true)
        }
        return connection
    }

    private var lastMessage: String {
        guard let text = connection.flatMap({ PQerrorMessage($0) }) else { return "out of memory" }
        return Self.oneLine(text)
    }

    private static func oneLine(_ text: UnsafePointer<CChar>) -> String {
        String(cString: text).split(whereSeparator: \.isNewline).joined(separator: "; ")
    }

    private func checked(_ result: OpaquePointer?, _ sql: String) throws(PostgresError) -> PostgresRows {
        guard let result else {
            throw PostgresError(message: lastMessage, statement: sql, isConnectionLost: !isUsable)
        }
        switch PQresultStatus(result) {
        case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_EMPTY_QUERY: return PostgresRows(ResultMemory(result))
        default: break
        }
        defer { PQclear(result) }
        // The field codes are character constants of `postgres_ext.h`: C SQLSTATE, M message, D detail, H hint.
        func field(_ code: Unicode.Scalar) -> String? {
            PQresultErrorField(result, Int32(code.value)).map { Self.oneLine($0) }
        }
        throw PostgresError(
            sqlstate: field("C") ?? "", message: field("M") ?? lastMessage, detail: field("D"), hint: field("H"),
            statement: sql, isConnectionLost: !isUsable)
    }
}
