import CPostgres

/// Statements sent together, for one round trip.
extension LibpqLink {
    typealias Statement = (sql: String, parameters: [PostgresValue])

    /// All results in order, or the first error: what stands after it has not run.
    func runTogether(_ statements: [Statement]) throws(PostgresError) -> [PostgresRows] {
        let name = statements.last?.sql ?? ""
        let open = try opened(name)
        var failure: PostgresError?
        do throws(PostgresError) {
            guard PQenterPipelineMode(open) == 1 else { throw failed(name) }
            for (sql, parameters) in statements {
                var arguments = StatementArguments(parameters)
                let sent = arguments.withPointers { PQsendQueryParams(open, sql, $0, $1, $2, $3, $4, 1) }
                guard sent == 1 else { throw failed(sql) }
            }
            guard PQpipelineSync(open) == 1 else { throw failed(name) }
            try flush(open, name)
            var all: [PostgresRows] = []
            for (sql, _) in statements {
                do throws(PostgresError) {
                    all += try rows(open, sql, isSkipped: failure != nil)
                } catch {
                    failure = failure ?? error
                    guard isUsable else { throw error }
                }
            }
            let end = try nextResult(open, name)
            defer { PQclear(end) }
            guard PQresultStatus(end) == PGRES_PIPELINE_SYNC, PQexitPipelineMode(open) == 1 else { throw failed(name) }
            if failure == nil, all.count == statements.count { return all }
        } catch {
            // In the middle of an exchange it is of no use any more.
            close()
            failure = failure ?? error
        }
        var error = failure ?? failed(name)
        error.isConnectionLost = !isUsable
        throw error
    }

    /// What one statement gave; nothing of one that the server skipped after an error.
    private func rows(
        _ open: OpaquePointer, _ sql: String, isSkipped: Bool
    ) throws(PostgresError) -> [PostgresRows] {
        var all: [PostgresRows] = []
        var failure: PostgresError?
        while let result = try nextResult(open, sql) {
            let status = PQresultStatus(result)
            if [PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_COPY_BOTH].contains(status) {
                PQclear(result)
                close()
                throw PostgresError(message: "COPY goes through copyIn", statement: sql)
            }
            if isSkipped {
                PQclear(result)
            } else {
                do throws(PostgresError) { all.append(try checked(result, sql)) } catch { failure = failure ?? error }
            }
        }
        if let failure { throw failure }
        return all
    }
}
