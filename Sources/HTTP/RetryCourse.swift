/// When to ask again after a failure, and when to give up; pure.
package struct RetryCourse: Hashable, Sendable {
    /// Failures in a row, without a byte between them, after which it is given up.
    package var attempts: Int
    /// Seconds before the first repetition; doubled each time, up to `longest`.
    package var base: Double
    package var longest: Double
    /// What a server may ask for at most.
    private static let longestAsked = 120.0

    private var failures = 0

    package init(attempts: Int = 8, base: Double = 0.25, longest: Double = 20) {
        self.attempts = attempts
        self.base = base
        self.longest = longest
    }

    /// Something came.
    package mutating func progressed() { failures = 0 }

    /// - Parameters:
    ///   - after: seconds that the server asks to wait.
    ///   - luck: from 0 to 1; spreads clients that failed together.
    /// - Returns: seconds to wait; nil to give up.
    package mutating func failed(after: Double? = nil, luck: Double) -> Double? {
        failures += 1
        guard failures < attempts else { return nil }
        if let after, after.isFinite, after >= 0 { return min(after, Self.longestAsked) }
        var wait = base
        for _ in 1..<failures where wait < longest { wait *= 2 }
        return min(wait, longest) * (0.5 + min(max(luck, 0), 1) / 2)
    }
}
