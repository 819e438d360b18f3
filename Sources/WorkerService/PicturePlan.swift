import Model
import Packs

/// Which files of a scanned shard are pictures or hold some, cut into jobs. Pure.
package enum PicturePlan {
    /// Pictures of one job: minutes, so that urgent work does not wait long for a slot. What one file holds stays together.
    package static let mostPictures: UInt64 = 24

    /// - Parameters:
    ///   - pack: what the scan of the shard has left.
    /// - Returns: in the order of the shard.
    package static func tasks(
        languages: String, shard: Shard, pack: Pack, most: UInt64 = mostPictures
    ) throws(WinnowError) -> [PictureTask] {
        var pictures: [Locator: UInt64] = [:]
        for record in pack.files where record.status == .scanned && record.type.hasPrefix("image/") {
            pictures[record.locator.outermost, default: 0] += 1
        }
        var tasks: [PictureTask] = []
        var files: [ShardFile] = []
        var count: UInt64 = 0
        func close() throws(WinnowError) {
            guard !files.isEmpty else { return }
            tasks.append(PictureTask(languages: languages, pictures: count, shard: try Shard(files: files).sealed()))
            (files, count) = ([], 0)
        }
        for file in shard.files where file.space == nil && file.skipReason == nil {
            // Two files of one locator are one file twice.
            guard let own = pictures.removeValue(forKey: file.locator) else { continue }
            if count > 0, count + own > most { try close() }
            var file = file
            // Accounted for by the scan, and read without its side files.
            file.ownedBytes = 0
            file.companions = []
            files.append(file)
            count += own
        }
        try close()
        return tasks
    }

    /// What is in the task and has no record: containers that ended earlier than they did for the scan.
    package static func rest(of task: PictureTask, _ coverage: [CoverageRow]) -> [CoverageRow] {
        let seen = CoverageLedger(coverage).totalPictures
        guard seen < task.pictures else { return coverage }
        return coverage + [CoverageRow(.unreadable, "not-reached", pictures: task.pictures - seen)]
    }
}
