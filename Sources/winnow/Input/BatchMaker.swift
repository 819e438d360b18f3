import Digests
import Foundation
import Model
import ReferenceData
import Store

/// Turns names into pinned versions and submits.
struct BatchMaker {
    let records: Records

    func submit(
        name: String, devices: [DeviceSubmission], keywords: [String], hashSets: [String], rules: String?,
        priority: Int, maxReaders: Int? = nil, verify: Bool = false, recognition: String? = nil
    ) async throws -> (batchID: Int64, created: Bool) {
        var references: [ReferenceVersion] = []
        for list in keywords { references.append(try await records.newestReference(kind: .keywords, name: list)) }
        for set in hashSets { references.append(try await records.newestReference(kind: .hashset, name: set)) }
        if let rules {
            references.append(try await records.newestReference(kind: .rules, name: rules))
        } else {
            let standard = RuleSet.standard
            references.append(
                try await records.addReference(
                    kind: .rules, name: standard.name, setKind: nil, digest: standard.digest,
                    entries: standard.rules.count, content: Array(RuleSet.standardText.utf8)))
        }
        let result = try await records.submit(
            BatchSubmission(
                name: name,
                key: Self.key(
                    name: name, devices: devices, references: references, priority: priority, verify: verify,
                    recognition: recognition),
                priority: priority, devices: devices, references: references, maxReaders: maxReaders, verify: verify,
                recognition: recognition))
        if !result.created { try await records.expectUnpurged(batchID: result.batchID, named: name) }
        return result
    }

    /// The same submission has the same key: name, devices and pinned versions, in any order of the devices.
    private static func key(
        name: String, devices: [DeviceSubmission], references: [ReferenceVersion], priority: Int,
        verify: Bool, recognition: String?
    ) -> String {
        var lines = devices.map { device in
            ([device.exhibit, device.kind, device.label, "\(device.priority ?? -1)"] + device.images
                + device.notes.sorted { $0.key < $1.key }.flatMap { [$0.key, $0.value] })
                .map { "\($0.utf8.count):\($0)" }.joined()
        }
        lines.sort()
        lines.append(contentsOf: references.map { "\($0.kind.rawValue):\($0.digest)" }.sorted())
        if verify { lines.append("verify") }
        if let recognition { lines.append("ocr:" + recognition) }
        lines.append("\(priority):\(name)")
        return Hex.string(RunningDigest.of(lines.joined(separator: "\n")))
    }
}
