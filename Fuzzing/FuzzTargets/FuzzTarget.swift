import Model

/// One parser of ours with inputs to begin from. `run` must come back, whatever the bytes: refusing them is fine, a trap, an
/// endless loop or memory without bound is not.
package struct FuzzTarget: Sendable {
    package let name: String
    /// Valid inputs, made by code.
    package let seeds: @Sendable () throws -> [[UInt8]]
    package let run: @Sendable ([UInt8]) -> Void

    init(
        _ name: String, seeds: @escaping @Sendable () throws -> [[UInt8]], run: @escaping @Sendable ([UInt8]) -> Void
    ) {
        self.name = name
        self.seeds = seeds
        self.run = run
    }

    package static let all: [FuzzTarget] =
        frames + referenceData + databases + evidence + volumes
        + contents + traces

    package static func named(_ name: String) -> FuzzTarget? { all.first { $0.name == name } }

    static func texts(_ texts: String...) -> [[UInt8]] { texts.map { Array($0.utf8) } }
}
