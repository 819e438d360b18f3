import Model
import Synchronization

/// Collects a scanner's replies to one job, each checked before it is kept.
final class ReplyGatherer: Sendable {
    struct Gathered: Sendable {
        var hits: [Hit] = []
        var history: [HistoryEntry] = []
        var coverage: [CoverageRow] = []
        var pack: (bytes: [UInt8], files: Int)?
        var shards: [(plan: PlannedShard, sealed: [UInt8])] = []
        var survey: SurveySummary?
        var rescanned: [RescanRow] = []
        var progress = Progress()
        /// What the scanner announced last; nil again once it is past the last file.
        var touching: Int?
        /// And of the containers in that file.
        var member: Int?
    }

    enum Taken { case done, touching, advanced, nothing }

    private let state = Mutex(Gathered())
    private let check = Mutex(ReplyCheck(.nothing))

    var gathered: Gathered { state.withLock { $0 } }
    var progress: Progress { state.withLock { $0.progress } }

    /// A run begins: forgets one that did not end, so that nothing of it is counted twice.
    func begin(_ job: ReplyCheck.Job) {
        state.withLock { $0 = Gathered() }
        check.withLock { $0 = ReplyCheck(job) }
    }

    /// - Throws: `scanner-protocol`, or `JobFailure` with what the scanner says of the job.
    func take(_ message: ScannerProcess.Message) throws -> Taken {
        let advanced = try check.withLock { try $0.take(message.reply, message.content, size: message.size) }
        return try state.withLock { state in
            switch message.reply {
            case .ready, .evidence: break
            case .progress(let progress): state.progress = progress
            case .touching(let index):
                (state.touching, state.member) = (index, nil)
                return .touching
            case .opening(_, let member): state.member = member
            case .planned(let plan): state.shards.append((plan, message.content ?? []))
            case .surveyed(let survey): state.survey = survey
            case .hits(let hits): state.hits += hits
            case .history(let entries): state.history += entries
            case .coverage(let rows):
                state.coverage += rows
                (state.touching, state.member) = (nil, nil)
            case .rescanned(let rows): state.rescanned += rows
            case .pack(let files): state.pack = (message.content ?? [], files)
            case .finished(let progress):
                state.progress = progress
                return .done
            case .failed(let error): throw JobFailure(error)
            }
            return advanced ? .advanced : .nothing
        }
    }
}
