import Foundation
import Model
import Testing

@testable import Artefacts

/// Every unit that times are stored in: what is a time, and what must not be shown as one.
struct HistoryTimeTests {
    private static let units: [HistoryTime.Unit] = [
        .webkitMicroseconds, .unixMicroseconds, .unixMilliseconds, .unixSeconds, .filetime,
    ]

    /// 2026-01-02 03:04:05 UTC.
    @Test(
        arguments: [
            (HistoryTime.Unit.webkitMicroseconds, Int64(13_411_796_645_000_000)),
            (.unixMicroseconds, 1_767_323_045_000_000), (.unixMilliseconds, 1_767_323_045_000),
            (.unixSeconds, 1_767_323_045), (.filetime, 134_117_966_450_000_000),
        ])
    func `one moment is the same in every unit`(_ unit: HistoryTime.Unit, _ value: Int64) {
        let time = HistoryTime(value, unit)
        #expect(time.microseconds == 1_767_323_045_000_000)
        #expect(time.iso == "2026-01-02T03:04:05Z")
        #expect(time.raw == "\(unit.rawValue):\(value)")
    }

    @Test(arguments: units, [Int64.min, Int64.min + 1, -1, 0, Int64.max])
    func `zero, negative and infinite are no time, and the stored number is kept`(
        _ unit: HistoryTime.Unit, _ value: Int64
    ) {
        let time = HistoryTime(value, unit)
        #expect(time.microseconds == nil)
        #expect(time.iso == nil)
        #expect(time.raw == "\(unit.rawValue):\(value)")
    }

    /// Numbers around each unit's bounds never give a year outside 1970 to 9999.
    @Test(arguments: units)
    func `no number of any size shows a year that is none`(_ unit: HistoryTime.Unit) {
        for shift in 0..<63 {
            for value in [Int64(1) << shift, (Int64(1) << shift) - 1, Int64.max - (Int64(1) << shift)] {
                let time = HistoryTime(value, unit)
                #expect(time.raw == "\(unit.rawValue):\(value)")
                guard let iso = time.iso else { continue }
                #expect(iso.count == 20 && iso >= "1970-01-01T00:00:00Z", "\(value) \(iso)")
            }
        }
    }

    @Test(
        arguments: [
            (HistoryTime.Unit.webkitMicroseconds, Int64(11_644_473_600_000_000), Int64(265_046_774_399_999_999)),
            (.unixMicroseconds, 1, 253_402_300_799_999_999), (.unixMilliseconds, 1, 253_402_300_799_999),
            (.unixSeconds, 1, 253_402_300_799), (.filetime, 116_444_736_000_000_000, 2_650_467_743_999_999_999),
        ])
    func `the first and the last moment are times, those beside them are none`(
        _ unit: HistoryTime.Unit, _ first: Int64, _ last: Int64
    ) {
        #expect(
            HistoryTime(first, unit).iso
                == (first == 1 && unit == .unixSeconds ? "1970-01-01T00:00:01Z" : "1970-01-01T00:00:00Z"))
        #expect(HistoryTime(first - 1, unit).iso == nil)
        #expect(HistoryTime(last, unit).iso == "9999-12-31T23:59:59Z")
        #expect(HistoryTime(last + 1, unit).iso == nil)
    }

    @Test(
        arguments: [
            UInt64(0), 1, 2, UInt64(Int64.max), UInt64(Int64.max) + 1, UInt64.max, 116_444_735_999_999_999,
        ])
    func `Windows' numbers that are no time`(_ value: UInt64) {
        #expect(HistoryTime(filetime: value).microseconds == nil)
    }

    @Test(
        arguments: [
            Double.nan, .signalingNaN, .infinity, -.infinity, 0, -0.0, -1, -978_307_200, .greatestFiniteMagnitude,
            .leastNonzeroMagnitude * -1, 1e300, 252_423_993_600,
        ])
    func `Cocoa's numbers that are no time`(_ value: Double) {
        let time = HistoryTime(cocoa: value)
        #expect(time.microseconds == nil)
        #expect(time.raw == "cocoa-s:\(value)")
    }

    @Test func `Cocoa time counts from 2001, and from 1970 where Safari wrote it so`() {
        #expect(HistoryTime(cocoa: 789_015_845.25).microseconds == 1_767_323_045_250_000)
        #expect(HistoryTime(cocoa: 1_767_323_045.25).microseconds == 1_767_323_045_250_000)
        #expect(HistoryTime(cocoa: 0.5).iso == "2001-01-01T00:00:00Z")
        #expect(HistoryTime(cocoa: nil).raw == nil)
    }

    @Test(arguments: [Double.nan, .infinity, -.infinity, 0, -1, 1, 2, 25_568.9, 2_900_000, 1e300])
    func `days of Windows' automation that are no time`(_ days: Double) {
        #expect(HistoryTime(automation: days).microseconds == nil)
        #expect(HistoryTime(automation: days).raw == "ole-days:\(days)")
    }

    @Test func `days of Windows' automation`() {
        #expect(HistoryTime(automation: 25_569).iso == "1970-01-01T00:00:00Z")
        #expect(HistoryTime(automation: 46_024.5).iso == "2026-01-02T12:00:00Z")
        #expect(HistoryTime(automation: 2_899_999).microseconds != nil)
    }

    @Test(
        arguments: [
            "", "2026", "2026-02-31 00:00:00", "2026-13-01 00:00:00", "2026-00-01 00:00:00", "2026-01-00 00:00:00",
            "2026-01-01 24:00:00", "2026-01-01 00:60:00", "2025-02-29 00:00:00", "99999-01-01 00:00:00",
            "1600-01-01 00:00:00", "9223372036854775808-01-01 00:00:00", "٢٠٢٦-01-01 00:00:00",
        ])
    func `texts that are no date`(_ text: String) { #expect(UTCDate.seconds(text) == nil) }

    @Test func `texts that are a date, also of a leap day`() {
        #expect(UTCDate.seconds("2024-02-29 23:59:59") == 1_709_251_199)
        #expect(UTCDate.seconds("2026-01-02T03:04:05") == 1_767_323_045)
        #expect(UTCDate.seconds("1601-01-01 00:00:00") == -11_644_473_600)
    }
}
