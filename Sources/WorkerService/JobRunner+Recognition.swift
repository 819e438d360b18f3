import Model
import Packs
import Store
import Triage

extension JobRunner {
    /// Has text in pictures recognised, which a scan has found.
    func recognise() async throws {
        let task = try PictureTask(bytes: claim.spec)
        var job = try await imageJob(references.of(batchID: claim.batchID, link), content: [task.shard])
        job.setup.languages = task.languages
        let shard = try ShardExpectation(sealed: task.shard)
        let cpu = configuration.limits.cpu(recognising: task.pictures)
        // Announced from the start: a picture takes far longer than saying so, and one that kills is known at once.
        let done = try await surviving(CarefulScan(careful: true)) { careful in
            gatherer.begin(.recognise(shard))
            var job = job
            job.request = .recognise(
                careful: true, skipping: careful.skipping, stopping: careful.stopping, reducing: careful.reducing)
            return try await scanner.run(job, cpu: cpu, gatherer: gatherer)
        }
        let gathered = gatherer.gathered
        guard let pack = gathered.pack else {
            throw WinnowError("scanner-protocol", "the scanner finished its pictures without their pack")
        }
        let rules = try await references.rules(batchID: claim.batchID, link)
        let result = ScanResult(
            pack: PackRecord(sealed: pack.bytes, files: pack.files), hits: gathered.hits,
            coverage: PicturePlan.rest(of: task, gathered.coverage), mayEscalate: rules.mayEscalate(gathered.hits))
        try await desk.commit(
            JobResult(claim, progress: gathered.progress, sandbox: done.level, content: .scan(result)))
    }

    /// The jobs that recognise text in the pictures of a shard; none where the batch does not ask for it.
    func pictureJobs(_ pack: [UInt8]) async throws -> [ScanJob] {
        guard let languages = try await references.languages(batchID: claim.batchID, link) else { return [] }
        return try PicturePlan.tasks(
            languages: languages, shard: Shard(sealed: claim.spec), pack: Pack(sealed: pack)
        ).map { ScanJob(spec: $0.bytes, cost: Int(clamping: $0.pictures), place: 0, files: $0.pictures, bytes: 0) }
    }
}

extension PackRecord {
    init(sealed: [UInt8], files: Int) {
        self.init(
            bytes: sealed, digest: Pack.digest(ofSealed: sealed), files: files, rawSize: Pack.bodySize(ofSealed: sealed)
        )
    }
}
