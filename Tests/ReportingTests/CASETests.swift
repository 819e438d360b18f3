import Foundation
import Model
import Testing

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
        for type in ["uco-observable:File", "uco-observable:Image", "case-investigation:ProvenanceRecord"] {
            #expect(types.contains(type))
        }
    }

    @Test(.enabled(if: validator != nil, "case_validate is not installed: pip install case-utils"))
    func theValidatorTakesTheBundle() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "bundle.jsonld")
        try Data(CASEBundle.text(DossierTests.dossier()).utf8).write(to: file)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try #require(Self.validator))
        process.arguments = ["--built-version", "case-1.5.0", file.path(percentEncoded: false)]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let said = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        // It may say `Conforms: True` and mean the opposite; its exit status does not.
        #expect(process.terminationStatus == 0, "\(said)")
    }
}
