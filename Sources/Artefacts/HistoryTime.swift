/// A stored time with its unit, and what it means in microseconds since 1970.
struct HistoryTime {
    enum Unit: String {
        /// Microseconds since 1601: Chromium.
        case webkitMicroseconds = "webkit-us"
        /// Microseconds since 1970: Firefox on desktops.
        case unixMicroseconds = "unix-us"
        /// Milliseconds since 1970: Firefox on phones.
        case unixMilliseconds = "unix-ms"
        /// Seconds since 1970: Chromium's first downloads.
        case unixSeconds = "unix-s"
    }

    /// Nil for zero, negative, infinite and out-of-range values, which all mean no time.
    let microseconds: Int64?
    /// `unit:value`; nil when nothing was stored.
    let raw: String?

    init(_ value: Int64?, _ unit: Unit) {
        raw = value.map { "\(unit.rawValue):\($0)" }
        guard let value, value > 0, value < Int64.max else {
            microseconds = nil
            return
        }
        let factor: Int64 =
            switch unit {
            case .webkitMicroseconds, .unixMicroseconds: 1
            case .unixMilliseconds: 1000
            case .unixSeconds: 1_000_000
            }
        let (scaled, overflow) = value.multipliedReportingOverflow(by: factor)
        let result = unit == .webkitMicroseconds ? scaled - 11_644_473_600_000_000 : scaled
        // Past the year 9999 nothing is a time.
        microseconds = overflow || result > 253_402_300_799_999_999 ? nil : result
    }

    /// Seconds from 1970 to 2001.
    private static let cocoaEpoch: Int64 = 978_307_200

    /// Cocoa time with its fraction. Safari of iOS 26 may store seconds since 1970, which no earlier time reaches.
    init(cocoa value: Double?) {
        raw = value.map { "cocoa-s:\($0)" }
        guard let value, value > 0, value < 200_000_000_000 else {
            microseconds = nil
            return
        }
        let epoch = value > Double(Self.cocoaEpoch) ? 0 : Double(Self.cocoaEpoch)
        microseconds = Int64(exactly: ((value + epoch) * 1_000_000).rounded())
    }
}
