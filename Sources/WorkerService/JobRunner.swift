import Digests
import Logging
import Model
import Packs
import Store
import Triage

/// Runs one claimed job to its commit. Every way out either commits under the claim's fence or throws.
struct JobRunner: Sendable {
    let claim: Claim
    let configuration: WorkerConfiguration
    /// For reading; results go through the desk.
    let link: DatabaseLink
    let desk: CommitDesk
    let references: BatchReferences
    let scanner: ScannerSlot
    let gatherer: ReplyGatherer
    let log: Logger

    func run() async throws {
        switch claim.kind {
        case .survey: try await survey()
        case .scan: try await scan()
        case .collate: try await collate()
        case .rescan: try await rescan()
        case .reread: try await reread()
        case .ocr: try await recognise()
        case .notify: try await notify()
        }
    }

    private func survey() async throws {
        // A survey searches nothing: its scanner is spared the compiling of lists.
        let job = try await imageJob([])
        let cpu = configuration.limits.surveyCPU
        // Its volumes are announced as they are touched: a death names its volume at once.
        let done = try await surviving(CarefulScan(careful: true, canReduce: false)) { careful in
            gatherer.begin(.survey)
            var job = job
            job.request = .survey(skipping: careful.skipping, verify: !claim.spec.isEmpty)
            return try await scanner.run(job, cpu: cpu, gatherer: gatherer)
        }
        let gathered = gatherer.gathered
        guard let survey = gathered.survey else {
            throw WinnowError("scanner-protocol", "the scanner finished a survey without its result")
        }
        // Best places first; the order inside one yield stays the walk's.
        let shards = gathered.shards.sorted { $0.plan.order < $1.plan.order }.map {
            ScanJob(
                spec: $0.sealed, cost: Int($0.plan.bytes >> 20) + 1, place: $0.plan.order, files: $0.plan.files,
                bytes: $0.plan.bytes)
        }
        let image = SurveyedImage(
            container: survey.container, size: survey.size, storedDigests: survey.storedDigests,
            acquisition: survey.acquisition, errors: survey.errors, origin: done.origin)
        try await desk.commit(
            JobResult(
                claim, progress: gathered.progress, sandbox: done.level,
                content: .survey(
                    SurveyResult(image: image, coverage: survey.coverage, hits: gathered.hits, scanJobs: shards))))
    }

    private func scan() async throws {
        let job = try await imageJob(references.of(batchID: claim.batchID, link), content: [claim.spec])
        let shard = try ShardExpectation(sealed: claim.spec)
        let cpu = configuration.limits.cpu(reading: shard.bytes)
        let done = try await surviving(CarefulScan()) { careful in
            gatherer.begin(.scan(shard, careful: careful.careful))
            var job = job
            job.request = careful.request
            return try await scanner.run(job, cpu: cpu, gatherer: gatherer)
        }
        let gathered = gatherer.gathered
        guard let pack = gathered.pack else {
            throw WinnowError("scanner-protocol", "the scanner finished a scan without its pack")
        }
        let record = PackRecord(sealed: pack.bytes, files: pack.files)
        let rules = try await references.rules(batchID: claim.batchID, link)
        let result = ScanResult(
            pack: record, hits: gathered.hits, history: gathered.history, coverage: gathered.coverage,
            mayEscalate: rules.mayEscalate(gathered.hits), pictureJobs: try await pictureJobs(pack.bytes))
        try await desk.commit(
            JobResult(claim, progress: gathered.progress, sandbox: done.level, content: .scan(result)))
    }

    /// Repeats a run whose scanner dies, without what killed it.
    func surviving<Value>(_ first: CarefulScan, _ run: (CarefulScan) async throws -> Value) async throws
        -> Value
    {
        var careful = first
        while true {
            do {
                return try await run(careful)
            } catch let error as WinnowError where ScannerDeath.mayBeTheEvidences(error) {
                log.warning("a scanner died", metadata: ["job": "\(claim.jobID)", "error": "\(error)"])
                let gathered = gatherer.gathered
                let step = careful.scannerDied(error, touching: gathered.touching, member: gathered.member)
                if case .giveUp(let error) = step { throw error }
            }
        }
    }

    private func collate() async throws {
        let (result, digests) = try await link.retrying { [claim] connection in
            try await Collation(claim: claim, records: Records(connection)).conclude()
        }
        try await desk.commit(JobResult(claim, content: .collate(result, imageDigests: digests)))
    }

    private func notify() async throws {
        let notice = try await link.retrying { [claim] in try await Records($0).notice(of: claim) }
        if let notice { try await NoticeDelivery(configuration.remote).deliver(notice) }
        try await desk.commit(JobResult(claim))
    }

    /// The claim's image, searched with these references; a survey, until it is made another job.
    func imageJob(_ references: [ScannerSetup.Reference], content: [[UInt8]] = []) async throws -> ScannerJob {
        var setup = ScannerSetup(image: "", references: references, confinement: configuration.confinement)
        var url: ImageURL?
        switch try configuration.stores.place(of: claim.image ?? "") {
        case .file(let path): setup.image = path
        case .network(let address): (setup.image, url) = (address.address, address)
        }
        var job = ScannerJob(setup: setup, url: url, request: .survey(skipping: [:], verify: false), content: content)
        if url != nil, claim.kind != .survey {
            job.origin = try await link.retrying { [claim] in try await Records($0).imageOrigin(claim) }
        }
        return job
    }
}
