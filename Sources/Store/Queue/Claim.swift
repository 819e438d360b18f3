import Model
import Postgres

/// The right to do one job once and to write its result. Only the queue makes one.
package struct Claim: Hashable, Sendable {
    package let jobID: Int64
    /// Checked when the result is written: a claim whose fence is gone writes nothing.
    package let fence: Int64
    /// Who holds it; nobody else can end it.
    package let worker: WorkerID
    package let kind: JobKind
    /// This attempt, from 1.
    package let attempt: Int
    package let maxAttempts: Int
    package let batchID: Int64
    package let deviceID: Int64
    /// Nil for a collate job.
    package let imageID: Int64?
    /// The image as it was submitted: `/path`, `store:relative/path` or a URL; nil for a collate job.
    package let image: String?
    /// What the survey wrote for this scan, which escalation a notice is of, or that a collate is early.
    package let spec: [UInt8]
    /// Expected work in MiB.
    package let cost: Int
    /// From the moment of the claim; after it the queue gives the job to someone else.
    package let timeLimit: Duration

    /// A collate while the rest of the device is still being scanned: what it finds escalates, and nothing else of it is
    /// kept.
    package var isEarly: Bool { kind == .collate && spec.elementsEqual("early".utf8) }

    init(_ row: PostgresRow, worker: WorkerID) throws {
        let kind = try row.text("kind")
        guard let known = JobKind(rawValue: kind) else {
            throw WinnowError(
                "job-kind", "the queue holds a job of unknown kind \(kind)", remedy: "use one version of Winnow")
        }
        self.kind = known
        self.worker = worker
        jobID = try row.int("job_id")
        fence = try row.int("fence")
        attempt = Int(try row.int("attempt"))
        maxAttempts = Int(try row.int("max_attempts"))
        batchID = try row.int("batch_id")
        deviceID = try row.int("device_id")
        imageID = try row.optionalInt("image_id")
        image = try row.optionalText("path")
        spec = try row.bytes("spec")
        cost = Int(try row.int("cost"))
        // Whole milliseconds: the server's sum of a time and an interval may be off by a microsecond.
        timeLimit = .milliseconds(Int64((try row.real("seconds") * 1000).rounded()))
    }
}

/// The claim's fence is gone: somebody else has the job, or has done it, or it was cancelled. Nothing may be written.
package struct StaleClaim: Error, Hashable, Sendable, CustomStringConvertible {
    package var jobID: Int64
    package var fence: Int64

    package var description: String { "the claim of job \(jobID) with fence \(fence) has lapsed" }
}
