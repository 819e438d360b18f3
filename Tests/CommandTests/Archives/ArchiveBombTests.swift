import Foundation
import SampleImages
import Testing
import WinnowTesting

/// Archives made to exhaust whoever opens them cost only themselves.
@Suite(.needs("bsdtar, 7zz, gcab, zip and icat", if: ArchiveKit.isPossible))
struct ArchiveBombTests {
    @Test func bombsAreStoppedAndTheRestIsScanned() async throws {
        let scene = try await Scene()
        defer { scene.remove() }
        let zeros = Data(count: 100 << 20)
        let one = try await ArchiveKit(scene, "zeros", [("0", zeros)]).make(
            "zip", "zip", ["-q", "-9", "-X", "OUT", "0"])
        let run = try await ArchiveScene(
            scene,
            [
                ("nested.zip", try await Self.nested(scene, one)), ("overlap.zip", try Self.overlap(one, zeros.count)),
                ("loop.gz", try await Self.deep(scene)), ("page.txt", ArchiveScene.page),
                ("page.zip", HandMade.zip([.init("page.txt", ArchiveScene.page)])),
            ], options: ["--memory-limit", "400", "--cpu-limit", "300"])
        #expect(!run.errors.contains("scanner died"), "\(run.errors)")
        let members = try await run.members()
        #expect(members["not-opened archive-ratio", default: 0] >= 2, "\(members)")
        #expect(members["not-opened archive-depth"] == 1, "\(members)")
        #expect(try await run.hits("keyword")["page.zip"] == ["page.txt"])
        try await run.expectAccount()
    }

    /// 16 zips of 16 zips of 100 MiB: 25 GiB in a few kilobytes, as 42.zip has it.
    private static func nested(_ scene: Scene, _ one: Data) async throws -> Data {
        var content = one
        for level in 0..<2 {
            let files = (0..<16).map { (name: "\($0).zip", content: content) }
            content = try await ArchiveKit(scene, "level-\(level)", files).make(
                "zip", "zip", ["-q", "-9", "-r", "OUT", "."])
        }
        return content
    }

    private static func overlap(_ one: Data, _ size: Int) throws -> Data {
        func number(_ offset: Int, _ count: Int) -> Int {
            one[offset..<offset + count].reversed().reduce(0) { $0 << 8 | Int($1) }
        }
        let start = 30 + number(26, 2) + number(28, 2)
        return HandMade.overlapping(one[start..<start + number(18, 4)], size: size, members: 200)
    }

    private static func deep(_ scene: Scene) async throws -> Data {
        var content = ArchiveScene.page
        for level in 0..<8 {
            content = try await ArchiveKit(scene, "gz-\(level)", [("x", content)]).make(
                "gz", "sh", ["-c", "gzip -c x > OUT"])
        }
        return content
    }
}
