import Model
import Store

/// Made-up results.
package enum LoadResults {
    /// A scan gets `hits` rows, or with 0 nothing but its end; surveys find nothing to scan and collates no finding.
    package static func result(of claim: Claim, hits: Int) -> JobResult {
        switch claim.kind {
        case .survey:
            JobResult(
                claim,
                content: .survey(
                    SurveyResult(image: SurveyedImage(container: "raw", size: 0), coverage: [], scanJobs: [])))
        case .scan:
            JobResult(
                claim,
                content: hits == 0 ? .nothing : .scan(ScanResult(hits: (0..<hits).map { hit(at: UInt64($0)) })))
        case .rescan, .reread, .ocr: JobResult(claim, content: .nothing)
        case .notify: JobResult(claim)
        case .collate:
            JobResult(
                claim,
                content: .collate(DeviceResult(outcome: .negative, findings: [], digest: "load"), imageDigests: [:]))
        }
    }

    private static func hit(at offset: UInt64) -> Hit {
        Hit(
            analyzer: "keyword", list: "load", listVersion: "1", term: "term",
            locator: Locator(
                volumeOffset: 1_048_576, fileSystem: "ext4", metaAddress: 12,
                path: RawPath("/home/ann/Documents/page.txt"), state: .allocated, byteOffset: offset),
            encoding: "utf-8", context: "some text around the term and some after it")
    }
}
