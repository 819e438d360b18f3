import Foundation
import Model
import Testing
import WinnowTesting

@testable import Reporting

@Suite struct CASETests {
    /// The validator of case-utils (PyPI), where it is on the PATH or named by the environment.
    private static let validator: String? = {
        let environment = ProcessInfo.processInfo.environment
        let places =
            [environment["WINNOW_CASE_VALIDATE"]].compactMap { $0 }
            + (environment["PATH"] ?? "").split(separator: ":").map { $0 + "/case_validate" }
        return places.first { FileManager.default.isExecutableFile(atPath: $0) }
    }()

    @Test func everyIdentifierEndsInAUUIDAndStandsOnce() throws {
        let text = CASEBundle.text(DossierTests.dossier())
        let root = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        let graph = try #require(root["@graph"] as? [[String: Any]])
        let ids = graph.compactMap { $0["@id"] as? String }
        #expect(ids.count == graph.count && Set(ids).count == ids.count)
        for id in ids { #expect(UUID(uuidString: String(id.suffix(36))) != nil, "\(id)") }
        let types = graph.flatMap { ($0["@type"] as? [String]) ?? [($0["@type"] as? String) ?? ""] }
        for type in [
            "uco-observable:File", "uco-observable:Image", "case-investigation:ProvenanceRecord",
            "case-investigation:InvestigativeAction", "uco-identity:Identity", "uco-observable:URL",
        ] { #expect(types.contains(type), "\(type)") }
        for property in [
            "uco-observable:rangeOffset", "uco-observable:pageTitle", "uco-observable:keywordSearchTerm",
            "uco-observable:lastVisit", "uco-action:performer", "uco-action:startTime",
            "case-investigation:rootExhibitNumber",
        ] { #expect(text.contains("\"\(property)\""), "\(property)") }
        #expect(!text.contains("uco-action:endTime"), "the device is still being scanned")
    }

    /// Of an escalation, of a batch, and of a batch whose texts were chosen to harm.
    private static let bundles: [(name: String, text: @Sendable () throws -> String)] = [
        ("escalation", { CASEBundle.text(DossierTests.dossier()) }), ("batch", { try text(GoldenTests.report()) }),
        ("hostile batch", { try text(HostileReport.report()) }),
    ]

    private static func text(_ report: BatchReport) throws -> String {
        var text = ""
        try CASEBundle.write(report) { text += $0 }
        return text
    }

    @Test func everyBundleIsOneGraphWhoseIdentifiersStandOnce() throws {
        for bundle in Self.bundles {
            let root = try JSONSerialization.jsonObject(with: Data(try bundle.text().utf8)) as? [String: Any]
            let graph = try #require(root?["@graph"] as? [[String: Any]])
            let ids = graph.compactMap { $0["@id"] as? String }
            #expect(ids.count == graph.count && Set(ids).count == ids.count, "\(bundle.name)")
        }
    }

    @Test(
        .enabled(
            if: validator != nil,
            "case_validate is not on the PATH: pip install case-utils, or WINNOW_CASE_VALIDATE names it"),
        arguments: bundles.indices)
    func theValidatorTakesTheBundle(index: Int) async throws {
        let bundle = Self.bundles[index]
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "case.jsonld")
        try Data(try bundle.text().utf8).write(to: file)
        let result = try await Program(path: try #require(Self.validator)).run(
            ["--built-version", "case-1.5.0", file.path(percentEncoded: false)])
        // It may say `Conforms: True` and mean the opposite; its exit status does not.
        #expect(result.code == 0, "\(bundle.name): \(result.output) \(result.errors)")
    }
}
