import Model
import Scanning
import Testing

private func file(_ path: String, size: UInt64 = 10, volume: UInt64 = 0) -> ShardFile {
    ShardFile(
        locator: Locator(
            volumeOffset: volume, fileSystem: "ext4", metaAddress: size, path: RawPath(path), state: .allocated),
        kind: .regular, size: size, ownedBytes: size)
}

@Suite struct ShardPlanTests {
    @Test func bestPlacesComeFirst() {
        var plan = ShardPlan()
        for path in [
            "usr/lib/libc.so", "srv/data.bin", "home/ann/Pictures/a.jpg", "home/ann/.mozilla/firefox/x/places.sqlite",
        ] {
            #expect(plan.add(file(path)).isEmpty)
        }
        #expect(plan.finish().map(\.order) == [.profiles, .people, .other, .system])
    }

    @Test func aShardHoldsAtMostSoManyFiles() {
        var plan = ShardPlan(limits: .init(files: 3))
        let full = (0..<7).flatMap { plan.add(file("home/a/Pictures/\($0).jpg")) }
        #expect((full + plan.finish()).map(\.files.count) == [3, 3, 1])
    }

    @Test func aShardHoldsAtMostSoManyBytesUnlessOneFileIsLarger() {
        var plan = ShardPlan(limits: .init(bytes: 100))
        let sizes: [UInt64] = [60, 60, 300, 10, 90, 1]
        let full = sizes.enumerated().flatMap { plan.add(file("data/\($0)", size: $1)) }
        let shards = (full + plan.finish()).map { $0.files.map(\.size) }
        #expect(shards == [[60], [60], [300], [10, 90], [1]])
    }

    @Test func aShardIsReadInTheOrderOfItsFilesOnTheMedium() {
        var plan = ShardPlan()
        for (size, volume) in [(3, 0), (1, 4_096), (2, 0), (1, 0)] as [(UInt64, UInt64)] {
            #expect(plan.add(file("data/\(size)", size: size, volume: volume)).isEmpty)
        }
        let files = plan.finish().flatMap(\.files).map(\.locator)
        #expect(files.map(\.metaAddress) == [1, 2, 3, 1])
        #expect(files.map(\.volumeOffset) == [0, 0, 0, 4_096])
    }

    @Test func noFileIsLostAndNoneTwice() {
        let seed = UInt64.random(in: 0..<1 << 32)
        var numbers = Numbers(state: seed)
        var plan = ShardPlan(limits: .init(bytes: 1_000, files: 5, waiting: 4))
        var paths: [String] = []
        var found: [String] = []
        for index in 0..<500 {
            let place =
                ["home/u/Pictures", "User Data/Default", "x/User Data", "usr", "misc"].randomElement(using: &numbers)
                ?? ""
            paths.append("\(place)/\(index)")
            found += plan.add(file("\(place)/\(index)", size: .random(in: 0...600, using: &numbers))).flatMap(\.files)
                .map(\.locator.path.text)
        }
        found += plan.finish().flatMap(\.files).map(\.locator.path.text)
        #expect(found.sorted() == paths.sorted(), "seed \(seed)")
    }

    @Test func databasesAreReadWithTheirSideFiles() throws {
        var plan = ShardPlan()
        _ = plan.add(file("home/a/.mozilla/firefox/p/places.sqlite"))
        _ = plan.add(file("home/a/.mozilla/firefox/p/places.sqlite-wal", size: 77))
        _ = plan.add(file("home/a/.mozilla/firefox/p/places.sqlite-wal", size: 78, volume: 4_096))
        let files = try #require(plan.finish().first).files
        #expect(files.count == 3)
        #expect(files[0].companions == [.init(role: .wal, metaAddress: 77, attribute: nil, size: 77)])
    }

    @Test func overflowingSizesDoNotTrap() {
        var plan = ShardPlan()
        let full = (0..<4).flatMap { plan.add(file("evil/\($0)", size: .max)) }
        #expect((full + plan.finish()).count == 4)
    }
}

struct Numbers: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ (state >> 33)
    }
}
