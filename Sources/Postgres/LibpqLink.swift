import CPostgres
import Glibc

/// The one owner of a `PGconn`. Every call blocks; only `PostgresConnection` makes them, on its own queue.
final class LibpqLink {
    private var connection: OpaquePointer?
    let patience: Patience
    let notices = NoticeKeeper()

    /// - Parameter patience: when it runs out without a byte sent or received, the connection counts as lost.
    init(patience: Duration) { self.patience = Patience(patience) }

    deinit { close() }

    var isUsable: Bool { connection.map { PQstatus($0) == CONNECTION_OK } ?? false }

    func open(_ conninfo: String) throws(PostgresError) {
        // What stands before `dbname` is a default that the caller's conninfo overrides; what stands after it is not.
        let defaults = Conninfo.defaults(for: conninfo)
        let settings =
            defaults + [("dbname", conninfo), ("fallback_application_name", "winnow"), ("client_encoding", "UTF8")]
        connection = Conninfo.withPointers(settings) { PQconnectdbParams($0, $1, 1) }
        guard isUsable else {
            let message = lastMessage
            let isOfTLS = message.contains("SSL") || message.contains("certificate")
            close()
            throw PostgresError(
                sqlstate: "08001", message: message,
                hint: isOfTLS && defaults.contains { $0.0 == "sslmode" } ? Conninfo.tlsHint : nil,
                statement: "connect", isConnectionLost: true)
        }
        // A full socket must not block: `flush` waits, and not for ever.
        PQsetnonblocking(connection, 1)
        // Notices (`relation exists, skipping`) would otherwise go to stderr. The keeper lives as long as the link.
        PQsetNoticeProcessor(
            connection,
            { keeper, text in
                guard let keeper, let text else { return }
                Unmanaged<NoticeKeeper>.fromOpaque(keeper).takeUnretainedValue().add(String(cString: text))
            }, Unmanaged.passUnretained(notices).toOpaque())
    }

    /// Zero when the connection is closed.
    var backendPID: Int32 { connection.map { PQbackendPID($0) } ?? 0 }
    var serverVersion: Int { connection.map { Int(PQserverVersion($0)) } ?? 0 }

    func close() {
        if let connection { PQfinish(connection) }
        connection = nil
    }

    func run(_ sql: String, _ parameters: [PostgresValue]) throws(PostgresError) -> PostgresRows {
        let open = try opened(sql)
        var arguments = StatementArguments(parameters)
        let sent = arguments.withPointers { PQsendQueryParams(open, sql, $0, $1, $2, $3, $4, 1) }
        return try answer(sent, open, sql)
    }

    /// Several statements in one text, as `psql` would run them; one transaction unless the text says otherwise.
    func runScript(_ sql: String) throws(PostgresError) {
        let open = try opened(sql)
        try answer(PQsendQuery(open, sql), open, sql)
    }

    func copyIn(
        _ table: String, _ columns: String, _ rows: some Sequence<[PostgresValue]>
    ) throws(PostgresError) -> Int {
        let sql = "COPY \(table) (\(columns)) FROM STDIN (FORMAT binary)"
        let open = try opened(sql)
        try answer(PQsendQuery(open, sql), open, sql, startsCopy: true)
        let send: CopyBinary.Send = { (bytes) throws(PostgresError) in
            guard let start = bytes.baseAddress, !bytes.isEmpty else { return }
            // The last piece goes out with the end of the COPY: one wake-up of the server less. With everything before
            // flushed, 0 (no room) can only mean out of memory.
            try self.flush(open, sql)
            guard PQputCopyData(open, start.assumingMemoryBound(to: CChar.self), Int32(bytes.count)) == 1 else {
                throw self.failed(sql)
            }
        }
        do {
            var copy = CopyBinary()
            for row in rows { try copy.append(row, send) }
            try copy.end(send)
        } catch {
            // Told to fail, the server writes nothing of it.
            if isUsable { _ = try? answer(PQputCopyEnd(open, error.message), open, sql) }
            throw error
        }
        return try answer(PQputCopyEnd(open, nil), open, sql).affected
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

    func failed(_ sql: String) -> PostgresError {
        PostgresError(message: lastMessage, statement: sql, isConnectionLost: !isUsable)
    }

    func opened(_ sql: String) throws(PostgresError) -> OpaquePointer {
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

    func checked(_ result: OpaquePointer?, _ sql: String) throws(PostgresError) -> PostgresRows {
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
