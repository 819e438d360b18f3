import Model
import Postgres
import Store

/// Makes jobs to be done, as submissions and surveys make them.
package enum Backlog {
    /// Submits a batch of `devices` with one image each, and ends their surveys with `jobs` scans in all.
    ///
    /// - Returns: the batch's id.
    @discardableResult
    package static func make(
        _ connection: PostgresConnection, jobs: Int, devices: Int = 1, name: String = "load"
    ) async throws -> Int64 {
        let submitted = try await Records(connection).submit(batch(name, devices: devices, images: 1))
        let queue = JobQueue(connection)
        let worker = try await queue.register(
            host: "backlog", pid: 1, version: "load", slots: 1, leaseSeconds: 3_600)
        var left = jobs
        for number in 0..<devices {
            guard let claim = try await queue.claim(worker, limit: 1).first, claim.kind == .survey else {
                throw WinnowError("load", "there are other jobs in the queue")
            }
            let share = left / (devices - number)
            left -= share
            try await queue.commit(JobResult(claim, content: .survey(survey(scans: share))))
        }
        try await queue.retire(worker)
        return submitted.batchID
    }

    package static func batch(_ name: String, devices: Int, images: Int) -> BatchSubmission {
        BatchSubmission(
            name: name, key: "key of " + name,
            devices: (0..<devices).map { device in
                DeviceSubmission(
                    exhibit: "LOAD/\(device)", images: (0..<images).map { "/load/\(name)/\(device)/\($0).E01" })
            })
    }

    package static func survey(scans: Int) -> SurveyResult {
        SurveyResult(
            image: SurveyedImage(container: "raw", size: 1 << 30), coverage: [],
            scanJobs: (0..<scans).map { ScanJob(spec: [1, 0, 1], cost: 1, place: $0, files: 1, bytes: 1) })
    }
}
