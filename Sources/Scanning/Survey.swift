import Evidence
import Model
import Packs

/// Walks an image's metadata once: plans the shards and accounts for every byte that no shard will cover.
final class Survey {
    let image: EvidenceImage
    /// Volumes that killed a scanner before, by their index, and how.
    let skipping: [Int: String]
    let send: (ScannerReply, [UInt8]?) throws -> Void

    private var errors: [WinnowError] = []
    private var coverage = CoverageLedger()
    private var plan = ShardPlan()
    private var progress = Progress()

    /// Errors beyond this are counted, not kept.
    private static let mostErrors = 200

    init(
        image: EvidenceImage, skipping: [Int: String] = [:],
        send: @escaping (ScannerReply, [UInt8]?) throws -> Void
    ) {
        self.image = image
        self.skipping = skipping
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
        try send(
            .surveyed(
                SurveySummary(
                    container: image.container, size: image.size, storedDigests: image.storedDigests, errors: errors,
                    coverage: coverage.rows)), nil)
        return progress
    }

    private func survey(_ volume: Volume) throws {
        switch volume.kind {
        case .gap: return try search(volume, as: "unpartitioned-space", owned: true)
        case .table: return coverage.add(CoverageRow(.skipped, "partition-table", bytes: volume.length))
        case .partition: break
        }
        let fileSystem: FileSystem
        do {
            fileSystem = try image.openFileSystem(at: volume)
        } catch {
            note(error)
            let status = Self.status(of: error)
            coverage.add(CoverageRow(status, error.code, bytes: volume.length))
            // What cannot be read as files can still be searched, if it is not noise.
            if status != .encrypted { try search(volume, as: error.code, owned: false) }
            return
        }
        let slack = SpaceSurvey(self, volume, fileSystem.name, .slack, "slack", owned: true)
        fileSystem.slack = { slack.take($0) }
        do {
            try fileSystem.walk { [self] found in
                try take(found)
                return true
            }
        } catch let error as WinnowError where !error.code.hasPrefix("channel-") {
            note(error)
        }
        try slack.finish()
        let free = SpaceSurvey(self, volume, fileSystem.name, .unallocated, "unallocated-space", owned: true)
        for row in fileSystem.remainder(free: { free.take($0) }) { coverage.add(row) }
        try free.finish()
        guard let tail = fileSystem.tail else { return }
        let behind = SpaceSurvey(self, volume, fileSystem.name, .unallocated, "after-file-system", owned: true)
        behind.take(tail)
        try behind.finish()
    }

    /// Plans the search of a volume without a file system.
    private func search(_ volume: Volume, as reason: String, owned: Bool) throws {
        let space = SpaceSurvey(self, volume, "", .unallocated, reason, owned: owned)
        space.take(Extent(offset: volume.offset, length: volume.length))
        try space.finish()
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

    private func take(_ found: FoundFile) throws {
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

    private func note(_ error: WinnowError) {
        if errors.count < Self.mostErrors { errors.append(error) }
    }

    private static func status(of error: WinnowError) -> CoverageStatus {
        switch error.code {
        case "volume-encrypted": .encrypted
        case "unsupported-file-system", "unsupported-container": .unsupported
        default: .notOpened
        }
    }
}
