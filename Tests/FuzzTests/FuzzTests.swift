import FuzzTargets
import Testing

/// A short run of every fuzz target; `winnow-fuzz` and libFuzzer run them longer (docs/developers.md).
@Suite struct FuzzTests {
    private static let runs = 2_000

    @Test(arguments: FuzzTarget.all.map(\.name)) func noInputStopsTheParser(_ name: String) throws {
        let target = try #require(FuzzTarget.named(name))
        let seed = UInt64.random(in: 0...UInt64.max)
        // A trap ends the whole run: the seed must be seen before.
        print("fuzzing \(name): winnow-fuzz \(name) \(Self.runs) \(seed)")
        let seeds = try target.seeds()
        try #require(!seeds.isEmpty && seeds.allSatisfy { !$0.isEmpty })
        var mutator = Mutator(seed: seed)
        for input in seeds { target.run(input) }
        // A database or an image is opened anew for each input.
        let isSlow = ["sqlite", "ewf", "volume"].contains { name.hasPrefix($0) }
        for _ in 0..<(isSlow ? Self.runs / 10 : Self.runs) { target.run(mutator.input(from: seeds)) }
    }

    @Test func theSameSeedGivesTheSameInputs() {
        let seeds: [[UInt8]] = [Array("one".utf8), Array("another".utf8)]
        var (left, right) = (Mutator(seed: 1), Mutator(seed: 1))
        for _ in 0..<100 { #expect(left.input(from: seeds) == right.input(from: seeds)) }
    }
}
