import Foundation
import Model
import Packs
import ReferenceData
import Reporting
import Store
import Triage

/// Gathers what belongs to a pulled escalation and writes its folder.
struct DossierFolder {
    let records: Records
    let parent: String

    /// - Returns: the folder's path; it is there whole or not at all.
    func write(_ escalation: Escalation) async throws -> String {
        let dossier = try await dossier(escalation)
        let path = parent + "/" + DossierFiles.folder(dossier)
        let folder = try ArchiveFolder(path)
        for file in DossierFiles.all(dossier) { try folder.file(file.name, bytes: file.content()) }
        _ = try folder.finish()
        return path
    }

    private func dossier(_ escalation: Escalation) async throws -> Dossier {
        let references = try await records.pinnedReferences(batchID: escalation.batchID)
        let (material, _) = try await records.material(deviceID: escalation.deviceID)
        let rules = TriageRules(try await Self.rules(batchID: escalation.batchID, records))
        let hits = rules.evidence(category: escalation.category, route: escalation.route, hits: material.hits)
        let device = try await records.devices(exhibit: escalation.exhibit, batch: escalation.batch).first?.device
        let digest = try await records.findingsDigest(deviceID: escalation.deviceID)
        let work = try await records.work(batchID: escalation.batchID, deviceID: escalation.deviceID)
        return Dossier(
            escalationID: escalation.escalationID, pull: escalation.pull?.fence ?? 0, revision: escalation.revision,
            unit: escalation.route, batch: escalation.batch, exhibit: escalation.exhibit, label: material.label,
            kind: material.kind, notes: device?.notes ?? [:], category: escalation.category,
            severity: escalation.severity, outcome: escalation.outcome, summary: escalation.summary,
            target: escalation.target, createdAt: escalation.createdAt, dueAt: escalation.dueAt,
            isEarly: digest == nil, generatedBy: "winnow " + Winnow.version, references: references,
            images: material.images, findingsDigest: digest,
            hits: hits, files: try await files(of: hits, escalation.deviceID),
            work: work.first.map(DeviceWork.init) ?? DeviceWork())
    }

    /// The packs' records of the files that hits lie in; packs are read one at a time.
    private func files(of hits: [Hit], _ deviceID: Int64) async throws -> [MatchedFile] {
        let wanted = Set(hits.map { FileKey($0.image ?? "", $0.locator) })
        var files: [MatchedFile] = []
        guard !wanted.isEmpty else { return files }
        try await records.packs(.device(deviceID)) { stored in
            let pack = try Pack(sealed: stored.bytes)
            guard pack.holds == .files else { return }
            for record in pack.files
            where wanted.contains(FileKey(stored.image, record.locator)) {
                files.append(MatchedFile(image: stored.image, record: record))
            }
        }
        return files
    }

    /// The rules that a batch is pinned to.
    static func rules(batchID: Int64, _ records: Records) async throws -> RuleSet {
        guard let content = try await records.rulesText(batchID: batchID) else { return .standard }
        return try RuleSet.parse(name: "rules", content: content, file: "the batch's rules")
    }
}
