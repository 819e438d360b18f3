import Digests
import Logging
import Model
import Packs
import Store

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
        }
    }

    private func survey() async throws {
        // A survey searches nothing: its scanner is spared the compiling of lists.
        let setup = try await setup(withReferences: false)
        try await scanner.run(setup, .survey, shard: nil, gatherer: gatherer)
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
            container: survey.container, size: survey.size, storedDigests: survey.storedDigests, errors: survey.errors)
        try await desk.commit(
            JobResult(
                claim, progress: gathered.progress,
                content: .survey(SurveyResult(image: image, coverage: survey.coverage, scanJobs: shards))))
    }

    private func scan() async throws {
        let setup = try await setup(withReferences: true)
        var careful = CarefulScan()
        scanning: while true {
            do {
                try await scanner.run(setup, careful.request, shard: claim.spec, gatherer: gatherer)
                break scanning
            } catch let error as WinnowError where Self.isScannersDeath(error) {
                log.warning("a scanner died", metadata: ["job": "\(claim.jobID)", "error": "\(error)"])
                switch careful.scannerDied(error, touching: gatherer.gathered.touching) {
                case .again: gatherer.reset()
                case .giveUp(let error): throw error
                }
            }
        }
        let gathered = gatherer.gathered
        guard let pack = gathered.pack else {
            throw WinnowError("scanner-protocol", "the scanner finished a scan without its pack")
        }
        let record = PackRecord(
            bytes: pack.bytes, digest: Pack.digest(ofSealed: pack.bytes), files: pack.files,
            rawSize: Pack.bodySize(ofSealed: pack.bytes))
        let result = ScanResult(
            pack: record, hits: gathered.hits, history: gathered.history, coverage: gathered.coverage)
        try await desk.commit(JobResult(claim, progress: gathered.progress, content: .scan(result)))
    }

    private func collate() async throws {
        let (result, digests) = try await link.retrying { [claim] connection in
            try await Collation(claim: claim, records: Records(connection)).conclude()
        }
        try await desk.commit(JobResult(claim, content: .collate(result, imageDigests: digests)))
    }

    private static func isScannersDeath(_ error: WinnowError) -> Bool {
        ["crash", "scanner-hang", "cpu-limit", "scanner-exit", "sandbox-violation", "channel-closed"]
            .contains(error.code)
    }

    /// The image and the verified local files of the batch's reference data.
    private func setup(withReferences: Bool) async throws -> ScannerSetup {
        let image = try configuration.stores.path(of: claim.image ?? "")
        guard withReferences else { return ScannerSetup(image: image, references: []) }
        return ScannerSetup(image: image, references: try await references.of(batchID: claim.batchID, link))
    }
}
