/// Waiting times between tries: doubling from a quarter of a second to ten seconds, each between half and all of it.
package struct Backoff: Sendable {
    private var tries = 0

    package init() {}

    /// - Parameter chance: a number in 0..<1 that spreads the tries of many workers.
    /// - Returns: seconds to wait before the next try.
    package mutating func next(chance: Double) -> Double {
        let full = min(10, 0.25 * Double(1 << min(tries, 10)))
        tries += 1
        return full * (0.5 + 0.5 * chance)
    }

    package mutating func succeeded() { tries = 0 }
}
