import Foundation
import SampleImages
import Testing
import WinnowTesting

/// The day of action from images to report, through the real programs.
@Suite(.serialized) struct ModelDayTests {
    private static let lists = [
        "--keywords", "demo-risk", "--keywords", "demo-darkweb", "--keywords", "demo-general", "--hashset",
        "demo-contraband", "--hashset", "demo-notable", "--hashset", "demo-known-good",
    ]

    private static func demoFolder(_ scene: Scene) -> String {
        let link = scene.home + "/demo"
        return (try? FileManager.default.destinationOfSymbolicLink(atPath: link)) ?? link
    }

    @Test(.enabled(if: geteuid() == 0, "only root's scanners are somebody else"))
    func aDemoIsNotMadeWhereItsScannersCannotReadIt() async throws {
        let scene = try await Scene()
        defer { scene.remove() }
        chmod(scene.home, 0o700)
        let result = try await scene.winnow.run(["demo", "--directory", scene.home + "/x"])
        #expect(result.code == 1 && result.errors.contains("[demo-folder]"), "\(result.errors)")
    }

    @Test func theDayComesOutTheSameHoweverItIsScanned() async throws {
        let scene = try await Scene()
        defer { scene.remove() }

        // As root's own home is: its scanners, who are somebody else, do not get through.
        if geteuid() == 0 { chmod(scene.home, 0o700) }
        defer { if geteuid() == 0 { try? FileManager.default.removeItem(atPath: Self.demoFolder(scene)) } }
        let demo = try await scene.run("demo", "--slots", "2")
        #expect(demo.output.contains("48 devices, complete"))
        let report = try await scene.report("demo")
        let totals = try #require(report["totals"] as? [String: Int])
        #expect(totals["known-image"] == 2)
        #expect(totals["elimination-software"] == 1)
        #expect(totals["borderline"] == 1)
        #expect(totals["third-party-risk"] == 1)
        #expect(totals["dark-web"] == 1)
        let devices = try #require(report["devices"] as? [[String: Any]])
        #expect(devices.count == 48)
        #expect(devices.filter { $0["outcome"] as? String == "negative" }.count == 42)
        let first = try await scene.digests("demo")
        #expect(Set(first.values).count == 48)

        // The same devices again, by one slot.
        let manifest = scene.home + "/demo/devices.csv"
        let again = try await scene.winnow.run(["submit", "--batch", "one-slot", "--manifest", manifest] + Self.lists)
        #expect(again.code == 0, "\(again.errors)")
        try await scene.work("--slots", "1")
        #expect(try await scene.digests("one-slot") == first)

        // And by two workers, of which one is killed in the middle.
        let third = try await scene.winnow.run(["submit", "--batch", "killed", "--manifest", manifest] + Self.lists)
        #expect(third.code == 0, "\(third.errors)")
        let victim = try scene.worker.start(["--slots", "1", "--lease", "5", "--log-level", "error"])
        while try await Self.done(scene, "killed") < 40 {}
        let heir = try scene.worker.start(["--drain", "--slots", "1", "--lease", "5", "--log-level", "error"])
        victim.signal(SIGKILL)
        _ = await victim.wait()
        let rest = await heir.wait()
        #expect(rest.code == 0, "\(rest.errors)")
        #expect(try await scene.digests("killed") == first)

        // Every byte of every image is accounted for.
        var sums: [String: UInt64] = [:]
        for row in try await scene.export("demo", "coverage") {
            let image = try #require(row["image"] as? String)
            sums[image, default: 0] += try #require(row["bytes"] as? UInt64)
        }
        for device in devices {
            for image in try #require(device["images"] as? [[String: Any]]) {
                let path = try #require(image["path"] as? String)
                #expect(sums[path] == image["size"] as? UInt64, "\(path)")
            }
        }
    }

    private static func done(_ scene: Scene, _ batch: String) async throws -> Int {
        let text = try await scene.run("status", batch, "--format", "json").output
        let status = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
        let jobs = (status?["batches"] as? [[String: Any]])?.first?["jobs"] as? [String: Int]
        return jobs?["ok"] ?? 0
    }
}
