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
        var material = try await records.deviceMaterial(claim.deviceID)
        let images = try await records.images(deviceID: claim.deviceID)
        var inventories: [Int64: InventoryDigest] = [:]
        // One pack at a time: a device's packs may be larger than memory.
        try await records.packs(.device(claim.deviceID)) { stored in
            let pack = try Pack(sealed: stored.bytes)
            for file in pack.files { inventories[stored.imageID, default: InventoryDigest()].add(file) }
        }
        var digests: [Int64: String] = [:]
        for (index, image) in images.enumerated() where index < material.images.count {
            guard let inventory = inventories[image.imageID] else { continue }
            let digest = inventory.finish(size: material.images[index].size)
            material.images[index].digest = digest
            digests[image.imageID] = digest
        }
        let references = try await records.pinnedReferences(batchID: claim.batchID)
        let rules = try await rules(references)
        return (TriageRules(rules).conclude(material, references: references), digests)
    }

    private func rules(_ references: [ReferenceVersion]) async throws -> RuleSet {
        guard let version = references.first(where: { $0.kind == .rules }) else { return RuleSet.standard }
        let content = try await records.referenceContent(digest: version.digest)
        return try RuleSet.parse(name: version.name, content: content, file: version.name)
    }
}
