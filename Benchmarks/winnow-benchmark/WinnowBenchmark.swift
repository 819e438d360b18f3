import Foundation
import Model
import SampleImages

/// Measures what Winnow does beside what the machine allows, in one run, and prints ratios.
@main
enum WinnowBenchmark {
    static func main() {
        do {
            let arguments = Array(CommandLine.arguments.dropFirst())
            guard arguments.first == "scan" else {
                throw WinnowError("usage", "usage: Benchmarks/run scan [ROUNDS]")
            }
            let rounds = arguments.count > 1 ? Int(arguments[1]) ?? 3 : 3
            try ScanBenchmark(rounds: max(1, rounds)).run()
        } catch {
            FileHandle.standardError.write(Data("winnow-benchmark: \(error)\n".utf8))
            exit(1)
        }
    }
}
