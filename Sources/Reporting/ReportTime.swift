import FoundationEssentials

/// Times as reports write them: ISO 8601, UTC, whole seconds.
package enum ReportTime {
    package static func text(seconds: Int64) -> String {
        Date(timeIntervalSince1970: Double(seconds)).formatted(.iso8601)
    }

    package static func text(microseconds: Int64) -> String {
        // Downwards, also before 1970.
        text(seconds: microseconds / 1_000_000 - (microseconds % 1_000_000 < 0 ? 1 : 0))
    }
}
