import Foundation
import Testing
import WinnowTesting

/// Malformed images, found and made: each ends with a reason of its own, within the limits, and nothing else suffers.
@Suite struct BrokenImageTests {
    private static let endings = [
        ".dd", ".raw", ".img", ".E01", ".001", ".xxd", ".img.tar.xz", ".dd.gz", ".img.gz", ".raw.gz",
    ]
    /// Scanners get half of what they are given by default.
    private static let memory = "512"

    @Test(.enabled(if: Corpora.isPresent, "needs the public images: set WINNOW_CORPORA to their folder"))
    func eachHasItsReason() async throws {
        let corpora = try #require(Corpora.folder)
        let scene = try await Scene()
        defer { scene.remove() }
        let made = scene.home + "/made"
        try CorpusFile.run(["python3", corpora + "/broken/make_broken.py", made, corpora])
        var manifest = "exhibit,image\n"
        var count = 0
        for folder in [corpora + "/broken", made] {
            for name in try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
            where Self.endings.contains(where: name.hasSuffix) {
                manifest += "\(name),\(try CorpusFile.unpacked(folder + "/" + name, into: scene.home))\n"
                count += 1
            }
        }
        #expect(count > 80)
        let path = try scene.file("devices.csv", Data(manifest.utf8))
        try await scene.run("submit", "--batch", "broken", "--manifest", path)
        try await scene.work("--slots", "2", "--memory-limit", Self.memory, "--hang-limit", "60")

        let report = try await scene.report("broken")
        let devices = try #require(report["devices"] as? [[String: Any]])
        #expect(devices.count == count)
        for device in devices {
            let exhibit = device["exhibit"] as? String ?? ""
            let images = device["images"] as? [[String: Any]] ?? []
            let coverage = device["coverage"] as? [String: Any] ?? [:]
            #expect(coverage["bytes"] as? Int == coverage["media_size"] as? Int, "\(exhibit): \(coverage)")
            let errors =
                images.flatMap { $0["errors"] as? [[String: Any]] ?? [] } + (device["gaps"] as? [[String: Any]] ?? [])
            let codes = errors.compactMap { $0["code"] as? String }
            #expect(!codes.contains("memory-limit") && !codes.contains("hang"), "\(exhibit): \(codes)")
            if device["outcome"] as? String == "inconclusive" {
                let rows = coverage["rows"] as? [[String: Any]] ?? []
                let unread = rows.contains { !["scanned", "skipped"].contains($0["status"] as? String) }
                #expect(!codes.isEmpty || unread, "\(exhibit) is inconclusive without a reason")
            }
        }
    }

    @Test(.enabled(if: Corpora.isPresent, "needs the public images: set WINNOW_CORPORA to their folder"))
    func aVerificationTellsWhatNothingElseCan() async throws {
        let corpora = try #require(Corpora.folder)
        let scene = try await Scene()
        defer { scene.remove() }
        let made = scene.home + "/made"
        try CorpusFile.run(["python3", corpora + "/broken/make_broken.py", made, corpora])
        let names = ["e01-wrong-stored-md5.E01", "e01-chunk-bitflip.E01", "e01-chunk-zeroed.E01"]
        let rows = names.map { "\($0),\(made)/\($0)\n" }.joined() + "good,\(corpora)/images/tsk-image.E01\n"
        let path = try scene.file("devices.csv", Data(("exhibit,image\n" + rows).utf8))
        try await scene.run("submit", "--batch", "ewf", "--manifest", path, "--verify")
        try await scene.work()
        let hits = try await scene.export("ewf", "hits")
        let altered = Set(
            hits.filter { $0["category"] as? String == "image-integrity" }.compactMap { $0["exhibit"] as? String })
        #expect(altered == Set(names), "\(altered)")
        // All files of the first are listed all the same.
        let files = try await scene.export("ewf", "files")
        func count(_ exhibit: String) -> Int { files.count { $0["exhibit"] as? String == exhibit } }
        #expect(count(names[0]) == count("good") && count("good") > 0)
    }
}
