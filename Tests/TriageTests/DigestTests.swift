import Model
import ReferenceData
import Testing

@testable import Triage

private func files() -> [FileRecord] {
    (0..<20).map { number in
        FileRecord(
            locator: ModelDay.place("f\(number)"), kind: .regular, size: UInt64(number),
            digests: DigestTriple(md5: [1], sha1: [2], sha256: [UInt8(number)]))
    }
}

private func inventory(_ files: [FileRecord], size: UInt64 = 4096) -> String {
    var digest = InventoryDigest()
    for file in files { digest.add(file) }
    return digest.finish(size: size)
}

@Test func anInventoryDigestDoesNotDependOnTheOrderOfFiles() {
    #expect(inventory(files()) == inventory(files().shuffled()))
    #expect(inventory(files()).count == 64)
}

@Test func anInventoryDigestChangesWithEveryFieldItCovers() {
    let changes: [(inout FileRecord) -> Void] = [
        { $0.locator.volumeOffset += 1 }, { $0.locator.metaAddress += 1 }, { $0.locator.attribute = nil },
        { $0.locator.path = RawPath("g") }, { $0.locator.state = .deleted }, { $0.size += 1 },
        { $0.digests?.sha256 = [99] }, { $0.digests = nil }, { $0.status = .unreadable }, { $0.reason = "crash" },
    ]
    var seen = [inventory(files()), inventory(files(), size: 1), inventory(Array(files().dropLast()))]
    for change in changes {
        var changed = files()
        change(&changed[3])
        seen.append(inventory(changed))
    }
    #expect(Set(seen).count == seen.count)
}

@Test func theResultDoesNotDependOnTheOrderOfHitsOrImages() {
    var device = ModelDay.all[4]
    device.hits += [ModelDay.history("dark-web", "tor", said: "b"), ModelDay.history("dark-web", "tor", said: "a")]
    device.images.append(
        ImageMaterial(path: "b", container: "ewf", size: 9, digest: "bb", coverage: ModelDay.complete))
    let rules = TriageRules(.standard)
    let first = rules.conclude(device, references: [])
    device.hits.reverse()
    device.images.reverse()
    #expect(rules.conclude(device, references: []) == first)
}

@Test func aFindingsDigestKnowsNothingOfWhereAnImageFileLies() {
    let rules = TriageRules(.standard)
    var device = ModelDay.all[0]
    let first = rules.conclude(device, references: []).digest
    device.images[0].path = "elsewhere/b.E01"
    device.images[0].container = "ewf"
    device.label = "phone"
    #expect(rules.conclude(device, references: []).digest == first)
}

@Test func aFindingsDigestChangesWithEvidenceAndReferenceData() {
    let rules = TriageRules(.standard)
    let changes: [(inout DeviceMaterial) -> Void] = [
        { _ in }, { $0.exhibit = "B" }, { $0.images[0].digest = "ab" }, { $0.images[0].size += 1 },
        { $0.hits[0].locator.byteOffset = 0 }, { $0.hits[0].count = 2 }, { $0.hits[0].context = "" },
        { $0.hits.removeLast() }, { $0.images[0].coverage[0].bytes -= 1 },
    ]
    var seen = changes.map { change in
        var device = ModelDay.all[0]
        change(&device)
        return rules.conclude(device, references: []).digest
    }
    let list = ReferenceVersion(kind: .keywords, name: "k", digest: "d", entries: 1)
    seen.append(rules.conclude(ModelDay.all[0], references: [list]).digest)
    #expect(Set(seen).count == seen.count)
}
