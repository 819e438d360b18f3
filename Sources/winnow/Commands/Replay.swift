import ArgumentParser
import Foundation
import Model
import Store

struct Replay: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run a device again, from its images, and compare the findings digest.",
        discussion: """
            The same images are searched with the same versions of the reference data, as a batch of its own, by workers
            of this program. Ends with 1 unless the digest comes out the same.

            EXAMPLE
              winnow replay DAY/7 --batch day-1
            """)

    @Argument(help: "The exhibit.") var exhibit: String
    @Option(help: "The batch, where the exhibit is in more than one.") var batch: String?
    @Option(help: "Jobs at once.") var slots: Int?

    func run() async throws {
        let (replay, original, before) = try await Database.use { try await submit(Records($0)) }
        try await WorkerRun(slots: slots).finish(batch: replay)
        let after = try await Database.use { connection in
            let records = Records(connection)
            let device = try await ExhibitChoice.one(exhibit, batch: replay, records)
            let after = try await records.findingsDigest(deviceID: device.device.deviceID)
            try await records.noteReplay(
                batchID: original.batchID, exhibit: exhibit, replay: replay, before: before, after: after)
            return after
        }
        write("exhibit  \(Escaping.line(exhibit)), batch \(Escaping.line(original.batch))\n")
        write("before   \(before)\nagain    \(after ?? "no result")\n")
        write(after == before ? "the same\n" : "DIFFERENT\n")
        if after != before { throw ExitCode(Exit.failed) }
    }

    private func submit(
        _ records: Records
    ) async throws -> (replay: String, original: (device: DeviceRecord, batchID: Int64, batch: String), before: String)
    {
        let original = try await ExhibitChoice.one(exhibit, batch: batch, records)
        guard let before = try await records.findingsDigest(deviceID: original.device.deviceID) else {
            throw WinnowError(
                "device-open", "\(exhibit) has no result yet", remedy: "wait for it: `winnow status --watch`")
        }
        let material = try await records.material(deviceID: original.device.deviceID).material
        let name = "replay of \(exhibit), \(original.batch), \(Date.now.formatted(.iso8601))"
        _ = try await records.submit(
            BatchSubmission(
                name: name, key: UUID().uuidString,
                devices: [
                    DeviceSubmission(
                        exhibit: exhibit, label: original.device.label, kind: original.device.kind,
                        notes: original.device.notes, images: material.images.map(\.path))
                ], references: try await records.pinnedReferences(batchID: original.batchID)))
        return (name, original, before)
    }
}
