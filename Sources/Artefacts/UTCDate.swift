/// A date of the proleptic Gregorian calendar in UTC, by Howard Hinnant's `days_from_civil` and its inverse.
struct UTCDate {
    let year: Int64, month: Int64, day: Int64, hour: Int64, minute: Int64, second: Int64

    init(seconds: Int64) {
        let days = seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400
        let rest = seconds - days * 86_400
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let part = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * part + 2) / 5 + 1
        month = part < 10 ? part + 3 : part - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        hour = rest / 3600
        minute = rest / 60 % 60
        second = rest % 60
    }

    var text: String {
        "\(Self.padded(year, 4))-\(Self.padded(month, 2))-\(Self.padded(day, 2))T"
            + "\(Self.padded(hour, 2)):\(Self.padded(minute, 2)):\(Self.padded(second, 2))Z"
    }

    /// Seconds since 1970 of `2026-01-02 03:04:05`, with `T` or a blank between; nil for what is no such text.
    static func seconds(_ text: some StringProtocol) -> Int64? {
        let numbers = text.split { !$0.isASCII || !$0.isNumber }.prefix(6).map { Int64($0) ?? -1 }
        guard numbers.count == 6, numbers[0] >= 1601, (1...9999).contains(numbers[0]), (1...12).contains(numbers[1]),
            (1...31).contains(numbers[2]), (0...23).contains(numbers[3]), (0...59).contains(numbers[4]),
            (0...60).contains(numbers[5])
        else { return nil }
        let year = numbers[1] <= 2 ? numbers[0] - 1 : numbers[0]
        let era = year / 400
        let yearOfEra = year - era * 400
        let month = numbers[1] > 2 ? numbers[1] - 3 : numbers[1] + 9
        let dayOfYear = (153 * month + 2) / 5 + numbers[2] - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        let days = era * 146_097 + dayOfEra - 719_468
        // The 31st of a month that has none is no date.
        guard UTCDate(seconds: days * 86_400).day == numbers[2] else { return nil }
        return days * 86_400 + numbers[3] * 3600 + numbers[4] * 60 + numbers[5]
    }

    /// Days since 1970 of `20260102`.
    static func day(_ text: some StringProtocol) -> Int64? {
        guard text.count == 8 else { return nil }
        let parts = [text.prefix(4), text.dropFirst(4).prefix(2), text.dropFirst(6)]
        return seconds(parts.joined(separator: "-") + " 00:00:00").map { $0 / 86_400 }
    }

    private static func padded(_ number: Int64, _ width: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, width - text.count)) + text
    }
}
