import Foundation
import Model
import Testing

@testable import Reporting

/// Whole reports, compared to the byte with those kept in Golden. With WINNOW_WRITE_GOLDEN set they are written anew, to be
/// read before they are committed.
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
                    filesCount: 15,
                    hitCounts: [
                        HitCount(analyzer: "hash", list: "set", state: "allocated", hits: 1),
                        HitCount(analyzer: "hash", list: "set", state: "deleted", hits: 1),
                    ], work: work, decisions: [decision]),
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

    /// Everything that is written for the batch and for an escalation, by path.
    private static func files() throws -> [String: Data] {
        let report = report()
        let folder = FileManager.default.temporaryDirectory.appending(path: "winnow-golden-" + UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: folder) }
        let writer = try ReportWriter(report, to: folder.path(percentEncoded: false))
        for device in report.devices {
            for hit in device.findings.flatMap(\.examples) {
                try writer.add(hit, exhibit: device.exhibit, image: "cases:a.E01")
            }
        }
        _ = try writer.finish()
        var files: [String: Data] = [:]
        for path in try paths(in: folder) {
            files["batch/" + path] = try Data(contentsOf: folder.appending(path: path))
        }
        for file in DossierFiles.all(DossierTests.dossier()) {
            files["escalation/" + file.name] = Data(try file.content())
        }
        return files
    }

    /// Of all files below a folder; empty where there is none.
    private static func paths(in folder: URL) throws -> [String] {
        let root = folder.path(percentEncoded: false)
        guard FileManager.default.fileExists(atPath: root) else { return [] }
        return try FileManager.default.subpathsOfDirectory(atPath: root).filter { path in
            var isFolder: ObjCBool = false
            return FileManager.default.fileExists(atPath: root + "/" + path, isDirectory: &isFolder)
                && !isFolder.boolValue
        }
    }

    @Test func reportsAreAsTheyWere() throws {
        let files = try Self.files()
        if ProcessInfo.processInfo.environment["WINNOW_WRITE_GOLDEN"] != nil {
            try? FileManager.default.removeItem(at: Self.folder)
            for (path, content) in files {
                let file = Self.folder.appending(path: path)
                try FileManager.default.createDirectory(
                    at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
                try content.write(to: file)
            }
        }
        // A file that is missing, or kept for nothing, is as wrong as one that differs.
        #expect(Set(try Self.paths(in: Self.folder)) == Set(files.keys))
        for (path, content) in files.sorted(by: { $0.key < $1.key }) {
            let kept = try? Data(contentsOf: Self.folder.appending(path: path))
            #expect(kept == content, "\(path) is not as it was: WINNOW_WRITE_GOLDEN=1 writes it anew")
        }
    }

    @Test func twoReportsOfOneBatchAreEqualToTheByte() throws {
        #expect(try Self.files() == Self.files())
    }
}
