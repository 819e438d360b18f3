import Model
import Synchronization

/// Collects a scanner's replies to one job.
final class ReplyGatherer: Sendable {
    struct Gathered: Sendable {
        var hits: [Hit] = []
        var history: [HistoryEntry] = []
        var coverage: [CoverageRow] = []
        var pack: (bytes: [UInt8], files: Int)?
        var shards: [(plan: PlannedShard, sealed: [UInt8])] = []
        var survey: SurveySummary?
        var progress = Progress()
        var touching: Int?
    }

    private let state = Mutex(Gathered())

    var gathered: Gathered { state.withLock { $0 } }
    var progress: Progress { state.withLock { $0.progress } }

    /// Forgets a run that did not end, so that nothing of it is counted twice.
    func reset() { state.withLock { $0 = Gathered() } }

    /// - Returns: true when the job is done.
    func take(_ reply: ScannerReply, _ content: [UInt8]?) throws -> Bool {
        try state.withLock { state in
            switch reply {
            case .ready: break
            case .progress(let progress): state.progress = progress
            case .touching(let index): state.touching = index
            case .planned(let plan): state.shards.append((plan, content ?? []))
            case .surveyed(let survey): state.survey = survey
            case .hits(let hits): state.hits += hits
            case .history(let entries): state.history += entries
            case .coverage(let rows): state.coverage += rows
            case .pack(let files): state.pack = (content ?? [], files)
            case .finished(let progress):
                state.progress = progress
                return true
            case .failed(let error): throw JobFailure(error)
            }
            return false
        }
    }
}
