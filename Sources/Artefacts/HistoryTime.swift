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
        /// 100 nanoseconds since 1601: Windows.
        case filetime
    }

    /// Nil for zero, negative and infinite values, and what is before 1970 or past the year 9999: no computer was used
    /// then, and what such a number means is not known.
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
            case .webkitMicroseconds, .unixMicroseconds, .filetime: 1
            case .unixMilliseconds: 1000
            case .unixSeconds: 1_000_000
            }
        let (scaled, overflow) = (unit == .filetime ? value / 10 : value).multipliedReportingOverflow(by: factor)
        let since1601 = unit == .webkitMicroseconds || unit == .filetime
        let result = since1601 ? scaled - 11_644_473_600_000_000 : scaled
        microseconds = overflow || !Self.believed.contains(result) ? nil : result
    }

    /// 1970 to 9999.
    private static let believed: ClosedRange<Int64> = 0...253_402_300_799_999_999
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

    /// Windows' time; 1, which some writers leave for none, is no time either.
    init(filetime value: UInt64?) {
        self.init(value.flatMap { Int64(exactly: $0) }.map { $0 == 1 ? 0 : $0 }, .filetime)
    }

    /// Days since 1899-12-30 with their fraction (OLE automation): ESE's own dates.
    init(automation days: Double) {
        raw = "ole-days:\(days)"
        guard days >= 25_569, days < 2_900_000 else {
            microseconds = nil
            return
        }
        microseconds = Int64(((days - 25_569) * 86_400).rounded()) * 1_000_000
    }

    /// `2026-01-02T03:04:05Z`, for texts; nil without a time.
    var iso: String? {
        microseconds.map { UTCDate(seconds: $0 >= 0 ? $0 / 1_000_000 : ($0 - 999_999) / 1_000_000).text }
    }
}
