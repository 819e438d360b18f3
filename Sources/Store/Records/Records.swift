import Postgres

/// Everything Winnow keeps besides the queue. Each kind of record has a file of its own here.
///
/// What results from a job is written only with that job's claim, by `JobQueue.commit`. Readers that take a closure hold the connection until they return.
package struct Records: Sendable {
    let connection: PostgresConnection

    package init(_ connection: PostgresConnection) { self.connection = connection }
}
