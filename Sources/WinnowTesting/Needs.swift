import Foundation
import Model
import Testing

/// What a test needs of the machine it runs on.
package enum Needs {
    /// Where `deploy/install --tests` has run, as in CI (`CI=true`, which `.ci/run` sets), a test without its tool fails.
    package static func areMet(environment: [String: String] = ProcessInfo.processInfo.environment) -> Bool {
        !["", "0", "false"].contains(environment["CI"] ?? "")
    }

    /// Whether all of these programs, named by their paths, can be run.
    package static func haveAll(_ programs: [String]) -> Bool {
        programs.allSatisfy { FileManager.default.isExecutableFile(atPath: $0) }
    }

    /// Whether a test is to run.
    ///
    /// - Throws: `tool-missing` instead of `false` where all needs should be met.
    package static func verdict(isThere: Bool, what: String, mustBeThere: Bool) throws -> Bool {
        guard !isThere, mustBeThere else { return isThere }
        throw WinnowError("tool-missing", "missing in CI: \(what)", remedy: "deploy/install --tests")
    }
}

extension Trait where Self == ConditionTrait {
    /// Skips the test where its tools are missing, and says so; in CI, where none may be, fails it.
    ///
    /// - Parameter package: Debian's name of what has them.
    package static func needs(
        _ programs: String..., of package: String, sourceLocation: SourceLocation = #_sourceLocation
    ) -> Self {
        needs(
            "\(package): \(programs.joined(separator: ", "))", if: Needs.haveAll(programs),
            sourceLocation: sourceLocation)
    }

    /// The same for what is more than a program's file.
    package static func needs(
        _ what: String, if isThere: @autoclosure @escaping @Sendable () -> Bool,
        sourceLocation: SourceLocation = #_sourceLocation
    ) -> Self {
        .enabled("needs \(what)", sourceLocation: sourceLocation) {
            try Needs.verdict(isThere: isThere(), what: what, mustBeThere: Needs.areMet())
        }
    }
}
