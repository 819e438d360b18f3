import ArgumentParser
import Foundation
import Model
import Store

struct Replay: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run a device again, from its images, and compare the findings digest.",
        discussion: """
            The same images are searched with the same versions of the reference data, later re-scans among them, as a
            batch of its own of which nothing is escalated. Ends with 1 unless the digest comes out the same.

            EXAMPLES
              winnow replay DAY/7 --batch day-1
              winnow replay DAY/7 --batch day-1 --wait
            """)

    @Argument(help: "The exhibit.") var exhibit: String
    @Option(help: "The batch, where the exhibit is in more than one.") var batch: String?
    @Option(help: "Jobs at once.") var slots: Int?
    @Flag(help: "Leave the work to workers elsewhere.") var wait = false

    private struct Run {
        var id: Int64
        var name: String
        var before: String
        var rescans: [RescanStatus]
        var originalID: Int64
        var original: String
    }

    func run() async throws {
        let replay = try await Database.use { try await submit(Records($0)) }
        try await finish(replay)
        for rescan in replay.rescans {
            let asked = try await Database.use {
                try await Records($0).rescan(
                    batchID: replay.id, references: rescan.references, reread: rescan.reread)
            }
            guard asked.outcome != .refused else { break }
            try await finish(replay)
        }
        let after = try await Database.use { try await compare(replay, Records($0)) }
        write("exhibit  \(Escaping.line(exhibit)), batch \(Escaping.line(replay.original))\n")
        write("before   \(replay.before)\nagain    \(after ?? "no result")\n")
        write(after == replay.before ? "the same\n" : "DIFFERENT\n")
        if after != replay.before { throw ExitCode(Exit.failed) }
    }

    private func finish(_ replay: Run) async throws {
        guard wait else { return try await WorkerRun(slots: slots).finish(batch: replay.name) }
        try await Database.use { try await Status.follow(Records($0), replay.id) }
    }

    private func compare(_ replay: Run, _ records: Records) async throws -> String? {
        let device = try await ExhibitChoice.one(exhibit, batch: replay.name, records)
        let after = try await records.findingsDigest(deviceID: device.device.deviceID)
        try await records.noteReplay(
            batchID: replay.originalID, exhibit: exhibit, replay: replay.name, before: replay.before, after: after)
        return after
    }

    private func submit(_ records: Records) async throws -> Run {
        let (device, batchID, batch) = try await ExhibitChoice.one(exhibit, batch: batch, records)
        guard let before = try await records.findingsDigest(deviceID: device.deviceID) else {
            throw WinnowError(
                "device-open", "\(exhibit) has no result yet", remedy: "wait for it: `winnow status --watch`")
        }
        let material = try await records.material(deviceID: device.deviceID).material
        let name = "replay of \(exhibit), \(batch), \(Date.now.formatted(.iso8601))"
        let made = try await records.submit(
            BatchSubmission(
                name: name, key: UUID().uuidString,
                devices: [
                    DeviceSubmission(
                        exhibit: exhibit, label: device.label, kind: device.kind, notes: device.notes,
                        images: material.images.map(\.path))
                ], references: try await records.pinnedReferences(batchID: batchID, rescans: false),
                verify: try await records.isVerified(deviceID: device.deviceID),
                recognition: try await records.recognition(batchID: batchID), replays: batchID))
        return Run(
            id: made.batchID, name: name, before: before, rescans: try await records.rescans(batchID: batchID),
            originalID: batchID, original: batch)
    }
}
