import Foundation

/// Figures of ours and of pgbench, taken in turn so that drift of the machine hits both alike.
struct Comparison {
    private(set) var ours: [Double] = []
    private(set) var pgbench: [Double] = []

    /// Ours, pgbench, pgbench, ours, ...
    static func measure(
        rounds: Int, ours: () async throws -> Double, pgbench: () async throws -> Double
    ) async throws -> Comparison {
        var result = Comparison()
        for round in 0..<rounds {
            if round % 2 == 0 { result.ours.append(try await ours()) }
            result.pgbench.append(try await pgbench())
            if round % 2 == 1 { result.ours.append(try await ours()) }
        }
        return result
    }

    /// The median of the rounds' ratios: what else the machine did in a round, it did to both.
    var ratio: Double { Self.median(ratios) }
    private var ratios: [Double] { zip(ours, pgbench).map { $0 / $1 } }

    func row(_ name: String) -> String {
        name.padding(toLength: 46, withPad: " ", startingAt: 0)
            + String(
                format: "%8.0f %8.0f   %.2f (%.2f to %.2f)", Self.median(ours), Self.median(pgbench), ratio,
                ratios.min() ?? 0, ratios.max() ?? 0)
    }

    /// The higher of the two in the middle where there is an even number.
    static func median(_ values: [Double]) -> Double {
        let sorted = values.sorted()
        return sorted.isEmpty ? 0 : sorted[sorted.count / 2]
    }
}
