import CPostgres
import Glibc

/// Sending and waiting, bounded by the link's patience.
extension LibpqLink {
    /// The last result of what has been sent (`sent` is what libpq's send function said), or the first error.
    @discardableResult
    func answer(
        _ sent: Int32, _ open: OpaquePointer, _ sql: String, startsCopy: Bool = false
    ) throws(PostgresError) -> PostgresRows {
        guard sent == 1 else { throw failed(sql) }
        var last: PostgresRows?
        var failure: PostgresError?
        do throws(PostgresError) {
            try flush(open, sql)
            while let result = try nextResult(open, sql) {
                let status = PQresultStatus(result)
                if [PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_COPY_BOTH].contains(status) {
                    let rows = PostgresRows(ResultMemory(result))
                    if startsCopy, status == PGRES_COPY_IN { return rows }
                    // Nobody would send or take the rows: libpq would give this result again and again.
                    close()
                    throw PostgresError(message: "COPY goes through copyIn", statement: sql)
                }
                do throws(PostgresError) { last = try checked(result, sql) } catch { failure = failure ?? error }
            }
        } catch {
            failure = failure ?? error
        }
        if var failure {
            failure.isConnectionLost = !isUsable
            throw failure
        }
        guard let last else { throw failed(sql) }
        return last
    }

    func flush(_ open: OpaquePointer, _ sql: String) throws(PostgresError) {
        while true {
            let left = PQflush(open)
            if left == 0 { return }
            guard left > 0 else { throw failed(sql) }
            let ready = try wait(open, for: POLLIN | POLLOUT, sql)
            // What the server says meanwhile is taken in, or both would wait for the other to read.
            guard ready == POLLOUT || PQconsumeInput(open) == 1 else { throw failed(sql) }
        }
    }

    func nextResult(_ open: OpaquePointer, _ sql: String) throws(PostgresError) -> OpaquePointer? {
        while PQisBusy(open) == 1 {
            _ = try wait(open, for: POLLIN, sql)
            // The last words of a server that ended may have come with the end.
            guard PQconsumeInput(open) == 1 || PQisBusy(open) == 0 else { throw failed(sql) }
        }
        return PQgetResult(open)
    }

    private func wait(_ open: OpaquePointer, for events: Int32, _ sql: String) throws(PostgresError) -> Int32 {
        let socket = PQsocket(open)
        guard socket >= 0 else { throw failed(sql) }
        // poll does not see bytes that TLS has decrypted already and libpq has not yet taken.
        let looksInside = events == POLLIN && PQsslInUse(open) == 1
        let tick = { PQconsumeInput(open) == 0 || PQisBusy(open) == 0 }
        guard let ready = patience.wait(socket, for: events, tick: looksInside ? tick : nil) else {
            close()
            throw PostgresError(
                message: "the server has not answered for \(patience.text)", statement: sql, isConnectionLost: true)
        }
        return ready
    }
}
