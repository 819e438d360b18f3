import Model
import Store

/// One device or image in `winnow status --by`.
struct StatusRow {
    var exhibit: String
    var image: String?
    var state: String
    var jobs: [String: Int]
    var done: Progress
    var total: Progress
    var estimate: ProgressEstimate
    var blocked: String?

    init(_ image: ImageStatus) {
        exhibit = image.exhibit
        self.image = image.image
        state = image.state
        jobs = image.jobs
        done = image.done
        total = image.total
        estimate = image.estimate
        blocked = image.blocked
    }

    /// Images of one exhibit summed up, in the order of their first image.
    static func devices(_ images: [ImageStatus]) -> [StatusRow] {
        var rows: [StatusRow] = []
        for image in images {
            let next = StatusRow(image)
            if let last = rows.last, last.exhibit == next.exhibit {
                rows[rows.count - 1].add(next)
            } else {
                rows.append(next)
                rows[rows.count - 1].image = nil
            }
        }
        return rows
    }

    private mutating func add(_ other: StatusRow) {
        jobs.merge(other.jobs) { $0 + $1 }
        done = Progress(files: done.files &+ other.done.files, bytes: done.bytes &+ other.done.bytes)
        total = Progress(files: total.files &+ other.total.files, bytes: total.bytes &+ other.total.bytes)
        estimate.filesPerSecond += other.estimate.filesPerSecond
        estimate.bytesPerSecond += other.estimate.bytesPerSecond
        if let mine = estimate.secondsLeft, let theirs = other.estimate.secondsLeft {
            estimate.secondsLeft = max(mine, theirs)
        } else {
            estimate.secondsLeft = nil
        }
        estimate.isLowerBound = estimate.isLowerBound || other.estimate.isLowerBound
        if state != other.state { state = [state, other.state].contains("waiting") ? "waiting" : "failed" }
        blocked = blocked ?? other.blocked
    }

    static func columns(withImage: Bool) -> [String] {
        ["exhibit"] + (withImage ? ["image"] : []) + [
            "state", "jobs", "files_done", "files_total", "bytes_done", "bytes_total", "bytes_per_second",
            "seconds_left", "blocked",
        ]
    }

    var record: [String: Field] {
        [
            "exhibit": .text(exhibit), "image": .text(image), "state": .text(state),
            "jobs": .object(jobs.mapValues { .number($0) }), "files_done": .number(done.files),
            "files_total": .number(total.files), "bytes_done": .number(done.bytes),
            "bytes_total": .number(total.bytes), "bytes_per_second": .number(Int64(estimate.bytesPerSecond)),
            "seconds_left": .number(estimate.secondsLeft.map { Int64($0.rounded(.up)) }), "blocked": .text(blocked),
        ]
    }

    /// Nothing of it is waiting, running or blocked.
    var isDone: Bool { state != "waiting" && ["ready", "waiting", "running"].allSatisfy { (jobs[$0] ?? 0) == 0 } }
}
