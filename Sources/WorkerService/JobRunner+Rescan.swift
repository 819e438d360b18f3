import Foundation
import Model
import Packs
import Store

extension JobRunner {
    /// Has packs searched; no image is opened.
    func rescan() async throws {
        let references = try await references.ofRescan(claim, link)
        let setup = ScannerSetup(image: "", references: references, confinement: configuration.confinement)
        let packs = try await link.retrying { [claim] in try await Records($0).packs(ofRescan: claim) }
        let expectation = PackExpectation(packs: packs)
        gatherer.begin(.rescan(expectation))
        let done = try await scanner.run(
            ScannerJob(setup: setup, request: .rescan(packs: packs.count), content: packs),
            cpu: configuration.limits.cpu(reading: expectation.bytes), gatherer: gatherer)
        let gathered = gatherer.gathered
        try await desk.commit(
            JobResult(
                claim, progress: gathered.progress, sandbox: done.level,
                content: .rescan(RescanResult(hits: gathered.hits, rows: gathered.rescanned))))
    }

    /// Has a shard read again for the keywords that its scan did not search for; what packs hold is left to `rescan`.
    func reread() async throws {
        let references = try await references.ofRescan(claim, link).filter {
            $0.version.kind == .keywords || $0.version.setKind == .knownGood
        }
        let job = try await imageJob(references, content: [claim.spec])
        let shard = try ShardExpectation(sealed: claim.spec)
        let cpu = configuration.limits.cpu(reading: shard.bytes)
        let done = try await surviving(CarefulScan(canReduce: false)) { careful in
            gatherer.begin(.reread(shard, careful: careful.careful))
            var job = job
            job.request = .reread(
                careful: careful.careful, skipping: careful.skipping, stopping: careful.stopping)
            return try await scanner.run(job, cpu: cpu, gatherer: gatherer)
        }
        let gathered = gatherer.gathered
        let rows = gathered.coverage.map { row in
            // Packs have a record for each member as well.
            RescanRow(
                row.status == .scanned ? .read : .notRead, type: row.reason, files: row.files &+ row.members,
                bytes: row.bytes)
        }
        try await desk.commit(
            JobResult(
                claim, progress: gathered.progress, sandbox: done.level,
                content: .rescan(RescanResult(hits: gathered.hits, rows: rows))))
    }
}
