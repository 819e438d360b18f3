import FoundationEssentials
import Model
import Yams

/// The times of rules: a day, or a moment with its zone.
enum RuleTime {
    private static let day: Int64 = 86_400_000_000

    /// The beginning of a day, or the moment.
    static func since(_ node: Node?, _ parser: RuleSetParser) throws(WinnowError) -> Int64? {
        try node.map { node throws(WinnowError) in try time(node, "since", parser).time }
    }

    /// The end of a day, or the moment.
    static func until(_ node: Node?, _ parser: RuleSetParser) throws(WinnowError) -> Int64? {
        try node.map { node throws(WinnowError) in
            let (time, isDay) = try time(node, "until", parser)
            return isDay ? time + day - 1 : time
        }
    }

    private static func time(
        _ node: Node, _ key: String, _ parser: RuleSetParser
    ) throws(WinnowError) -> (time: Int64, isDay: Bool) {
        let text = try parser.string(node, key)
        let isDay = text.utf8.count == 10
        // A day of a calendar without a place is taken as UTC, as all times of the program are.
        guard let date = try? Date(isDay ? text + "T00:00:00Z" : text, strategy: .iso8601) else {
            throw parser.invalid(
                parser.line(node), "`\(key)` must be a day (2024-01-31) or a moment (2024-01-31T12:00:00Z)")
        }
        return (Int64(date.timeIntervalSince1970) * 1_000_000, isDay)
    }
}
