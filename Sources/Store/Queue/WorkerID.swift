/// One start of a worker process: a UUID made by the database, never a host name.
package struct WorkerID: Hashable, Sendable, CustomStringConvertible {
    package let text: String

    init(text: String) { self.text = text }

    package var description: String { text }
}
