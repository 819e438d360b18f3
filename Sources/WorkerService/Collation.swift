import Model
import Packs
import ReferenceData
import Store
import Triage

/// Concludes about one device from everything its scans have left.
struct Collation: Sendable {
    let claim: Claim
    let records: Records

    /// - Returns: the result, and the inventory digest of each image.
    func conclude() async throws -> (DeviceResult, [Int64: String]) {
        var (material, imageIDs) = try await records.material(of: claim)
        var inventories: [Int64: InventoryDigest] = [:]
        // What is concluded early only escalates: it has no digest.
        if !claim.isEarly {
            try await records.packs(of: claim) { imageID, bytes in
                let pack = try Pack(sealed: bytes)
                // What was recognised in pictures is no part of the inventory, which has them already.
                guard pack.holds == .files else { return }
                for file in pack.files { inventories[imageID, default: InventoryDigest()].add(file) }
            }
        }
        var digests: [Int64: String] = [:]
        for (index, imageID) in imageIDs.enumerated() {
            guard let inventory = inventories[imageID] else { continue }
            let digest = inventory.finish(size: material.images[index].size)
            material.images[index].digest = digest
            digests[imageID] = digest
        }
        let references = try await records.pinnedReferences(batchID: claim.batchID)
        let rules = try await Self.rules(batchID: claim.batchID, records)
        return (TriageRules(rules).conclude(material, references: references), digests)
    }

    /// The rules that a batch is pinned to.
    static func rules(batchID: Int64, _ records: Records) async throws -> RuleSet {
        let references = try await records.pinnedReferences(batchID: batchID)
        guard let version = references.first(where: { $0.kind == .rules }) else { return RuleSet.standard }
        let content = try await records.referenceContent(digest: version.digest)
        return try RuleSet.parse(name: version.name, content: content, file: version.name)
    }
}
