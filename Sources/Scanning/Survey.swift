import Evidence
import Model
import Packs

/// Walks an image's metadata once: plans the shards and accounts for every byte that no shard will cover.
final class Survey {
    let image: EvidenceImage
    /// Volumes that killed a scanner before, by their index, and how.
    let skipping: [Int: String]
    /// Whether a shard is planned that reads the whole medium for its digests.
    let verify: Bool
    let send: (ScannerReply, [UInt8]?) throws -> Void

    /// Observations about volumes as a whole.
    var hits: [Hit] = []
    private var errors: [WinnowError] = []
    private var coverage = CoverageLedger()
    private var plan = ShardPlan()
    private var progress = Progress()

    /// Errors beyond this are counted, not kept.
    private static let mostErrors = 200

    init(
        image: EvidenceImage, skipping: [Int: String] = [:], verify: Bool = false,
        send: @escaping (ScannerReply, [UInt8]?) throws -> Void
    ) {
        self.image = image
        self.skipping = skipping
        self.verify = verify
        self.send = send
    }

    /// - Returns: files found and bytes of content planned.
    func run() throws -> Progress {
        let volumes: [Volume]
        do {
            volumes = try image.volumes()
        } catch {
            note(error)
            coverage.add(CoverageRow(.notOpened, error.code, bytes: image.size))
            volumes = []
        }
        for (index, volume) in volumes.enumerated() {
            try send(.touching(index), nil)
            if let reason = skipping[index] { leaveOut(volume, reason) } else { try survey(volume) }
        }
        for shard in plan.finish() { try send(shard) }
        if verify {
            let whole = ShardFile.verification(size: image.size)
            progress.bytes = progress.bytes &+ whole.size
            try send(ShardPlan.Planned(order: .verification, files: [whole]))
        }
        if !hits.isEmpty { try send(.hits(hits), nil) }
        try send(
            .surveyed(
                SurveySummary(
                    container: image.container, size: image.size, storedDigests: image.storedDigests,
                    acquisition: image.acquisition, errors: errors,
                    coverage: coverage.rows)), nil)
        return progress
    }

    /// A piece of space that is no file's.
    func take(_ file: ShardFile) throws {
        progress.bytes = progress.bytes &+ file.size
        for shard in plan.add(space: file) { try send(shard) }
    }

    func account(_ row: CoverageRow) { coverage.add(row) }

    private func leaveOut(_ volume: Volume, _ reason: String) {
        note(
            WinnowError(
                reason, "the volume at byte \(volume.offset) ended its scanner and was left out",
                remedy: "examine that volume by hand"))
        coverage.add(CoverageRow(.notOpened, reason, bytes: volume.length))
    }

    func take(_ found: FoundFile) throws {
        let skip = found.contentSkipReason ?? (found.hasContent ? nil : "name-only")
        progress.files += 1
        if skip == nil { progress.bytes = progress.bytes &+ found.size }
        let file = ShardFile(
            locator: found.locator, kind: found.kind, size: found.size, ownedBytes: found.ownedBytes, skipReason: skip)
        for shard in plan.add(file) { try send(shard) }
        if progress.files.isMultiple(of: 10_000) { try send(.progress(Progress(files: progress.files)), nil) }
    }

    private func send(_ shard: ShardPlan.Planned) throws {
        let bytes = shard.files.reduce(UInt64(0)) { $0 &+ ($1.skipReason == nil ? $1.size : 0) }
        try send(
            .planned(
                PlannedShard(
                    order: shard.order.rawValue, files: UInt64(shard.files.count { $0.space == nil }), bytes: bytes)),
            Shard(files: shard.files).sealed())
    }

    func note(_ error: WinnowError) {
        if errors.count < Self.mostErrors { errors.append(error) }
    }
}
