import Model
package struct DeviceReport: Sendable { package var exhibit, label, kind: String; package var outcome: Outcome; package var findings: [Finding]; package var images: [ImageMaterial]; package var coverage: [CoverageRow]; package var gaps: [WinnowError]; package var digest: String
 package init(exhibit: String, label: String, kind: String, outcome: Outcome, findings: [Finding], images: [ImageMaterial], coverage: [CoverageRow], gaps: [WinnowError], digest: String) { self.exhibit=exhibit; self.label=label; self.kind=kind; self.outcome=outcome; self.findings=findings; self.images=images; self.coverage=coverage; self.gaps=gaps; self.digest=digest } }
package struct BatchReport: Sendable { package var batch: String; package var generatedBy: String; package var state: String; package var devices: [DeviceReport]; package var totals: [String: Int] { [:] }
 package init(batch: String, generatedBy: String, generatedAt: String?, state: String, referenceData: [ReferenceVersion], devices: [DeviceReport]) { self.batch=batch; self.generatedBy=generatedBy; self.state=state; self.devices=devices } }
package enum ReportWriter { package static func write(_ r: BatchReport, to: String) throws {} }
import Foundation
package enum JSONReport { package static func data(_ r: BatchReport) throws -> Data { Data() } }
