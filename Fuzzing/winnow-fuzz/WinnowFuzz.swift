import Foundation
import FuzzTargets

/// `winnow-fuzz TARGET [RUNS [SEED]]`: the same inputs for the same seed. Built for libFuzzer (docs/developers.md) it takes
/// libFuzzer's arguments behind the target instead.
@main
enum WinnowFuzz {
    static func main() throws {
        let arguments = Array(CommandLine.arguments.dropFirst())
        guard let target = arguments.first.flatMap(FuzzTarget.named) else {
            print(
                "usage: winnow-fuzz TARGET [RUNS [SEED]]; targets: " + FuzzTarget.all.map(\.name).joined(separator: " ")
            )
            exit(2)
        }
        #if LIBFUZZER
        exit(LibFuzzer.run(target))
        #else
        let runs = arguments.dropFirst().first.flatMap { Int($0) } ?? 100_000
        let seed = arguments.dropFirst(2).first.flatMap { UInt64($0) } ?? .random(in: 0...UInt64.max)
        print("\(target.name): \(runs) runs, seed \(seed)")
        let seeds = try target.seeds()
        var mutator = Mutator(seed: seed)
        for input in seeds { target.run(input) }
        for _ in 0..<runs { target.run(mutator.input(from: seeds)) }
        #endif
    }
}
