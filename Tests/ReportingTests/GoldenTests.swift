import Foundation
import Model
import Testing

@testable import Reporting

/// Whole reports, compared to the byte with those kept beside this file. With WINNOW_WRITE_GOLDEN set they are written
/// anew, to be read before they are committed.
@Suite struct GoldenTests {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "Golden")
    private static let hostile = "<b>x</b>\u{202E}gpj.\u{1B}[31m"

    static func report() -> BatchReport {
        let place = Locator(
            volumeOffset: 1_048_576, fileSystem: "ntfs", metaAddress: 64, attribute: "128-1",
            path: RawPath("Users/a/Pictures/\(hostile)"), state: .deleted)
        let known = Hit(
            analyzer: "hash", list: "known", listVersion: "v", listKind: "contraband",
            term: "md5:900150983cd24fb0d6963f7d28e17f72", category: "1", locator: place, image: "cases:a.E01")
        let search = Hit(
            analyzer: "history", list: "risk", listVersion: "w", term: "a phrase", category: "third-party-risk",
            locator: place, encoding: "search-term", context: "a phrase of \(hostile)", count: 2, weight: 5,
            firstTime: 1_700_000_000_000_000, lastTime: 1_700_100_000_000_000, image: "cases:a.E01")
        let coverage = [
            CoverageRow(.scanned, "file-content", files: 12, bytes: 3_000_000),
            CoverageRow(.skipped, "known-file", files: 3, bytes: 1_194_304),
        ]
        let image = ImageMaterial(
            path: "cases:a.E01", container: "ewf", size: 4_194_304, digest: "aa",
            storedDigests: ["md5:900150983cd24fb0d6963f7d28e17f72"], coverage: coverage)
        let work = DeviceWork(
            started: 1_700_000_000_000_000, ended: 1_700_000_060_000_000, failedAttempts: 1,
            workers: [.init(host: "host7", version: "0.1.0", sandbox: "landlock=7 seccomp=1", jobs: 3)])
        let decision = Decision(
            decision: .submit, by: "J. Miller", role: "Sergeant", reason: "known image", login: "ann",
            time: 1_700_000_100_000_000, outcome: .escalate, digest: "0123456789abcdef0123")
        let findings = [
            Finding(
                category: "known-image", rule: "contraband-digest", severity: .critical, outcome: .escalate,
                route: "dfu", summary: "1 file with digests in contraband set known", hits: 1, examples: [known]),
            Finding(
                category: "third-party-risk", rule: "third-party-risk-in-history", severity: .high,
                outcome: .escalate, route: "safeguarding", summary: "1 hit of list risk", hits: 1,
                examples: [search]),
        ]
        return BatchReport(
            batch: "Operation Sieve", generatedBy: "winnow 0.1.0", state: "complete with gaps",
            submission: Submission(by: "ann", at: "2023-11-14T22:13:20Z", priority: 100),
            referenceData: [
                ReferenceVersion(kind: .hashset, name: "known", digest: "ee", setKind: .contraband, entries: 5)
            ],
            devices: [
                DeviceReport(
                    exhibit: "ABC/1", label: "black laptop", kind: "laptop",
                    notes: ["seal": "S123", "seized by": "PC 1"],
                    outcome: .escalate, findings: findings, images: [image], digest: "dd", historyCount: 4,
                    filesCount: 15, hitsCount: 2, work: work, decisions: [decision]),
                DeviceReport(
                    exhibit: "ABC/2", kind: "phone", outcome: .negative, images: [image], digest: "de", filesCount: 15,
                    work: work),
                DeviceReport(
                    exhibit: "ABC/3 \(hostile)", outcome: .inconclusive, images: [image],
                    gaps: [WinnowError("job-quarantined", "a scan failed", remedy: "retry", cause: hostile)],
                    digest: "df"),
            ],
            links: [DeviceLink(kind: .search, value: "a phrase", exhibits: ["ABC/1", "ABC/2"])],
            auditHeads: ["batch:1:7:00ff"])
    }

    private static func files() throws -> [(name: String, content: String)] {
        let report = report()
        var bundle = ""
        try CASEBundle.write(report) { bundle += $0 }
        return HTMLReport.files(for: report).map { ($0.path.replacing("/", with: "-"), $0.content) } + [
            ("report.json", String(decoding: try JSONReport.data(report), as: UTF8.self)),
            ("devices.csv", DevicesCSV.text(report)), ("case.jsonld", bundle),
        ]
    }

    private static let isKept =
        FileManager.default.fileExists(atPath: folder.appending(path: "report.json").path(percentEncoded: false))
        || ProcessInfo.processInfo.environment["WINNOW_WRITE_GOLDEN"] != nil

    @Test(.enabled(if: isKept, "no reports are kept yet: WINNOW_WRITE_GOLDEN=1 writes them"))
    func reportsAreAsTheyWere() throws {
        let write = ProcessInfo.processInfo.environment["WINNOW_WRITE_GOLDEN"] != nil
        for file in try Self.files() {
            let kept = Self.folder.appending(path: file.name)
            if write {
                try FileManager.default.createDirectory(at: Self.folder, withIntermediateDirectories: true)
                try Data(file.content.utf8).write(to: kept)
            }
            let text = String(decoding: try Data(contentsOf: kept), as: UTF8.self)
            #expect(text == file.content, "\(file.name) is not as it was: WINNOW_WRITE_GOLDEN=1 writes it anew")
        }
    }
}
