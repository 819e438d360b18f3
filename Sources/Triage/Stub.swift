import Model
import ReferenceData
package struct InventoryDigest: Sendable { package init() {}; package mutating func add(_ f: FileRecord) {}; package func finish(size: UInt64) -> String { "" } }
package struct TriageRules: Sendable { package init(_ r: RuleSet) {}; package func conclude(_ d: DeviceMaterial, references: [ReferenceVersion]) -> DeviceResult { DeviceResult(outcome: .negative, findings: [], digest: "") } }
