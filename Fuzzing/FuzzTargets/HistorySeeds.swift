import Foundation
import SampleImages

/// A small history database and side files that fit it.
enum HistorySeeds {
    private static let salts: [UInt32] = [0x1234_5678, 0x9ABC_DEF0]

    static let main: [UInt8] = (try? database()) ?? []

    static func database() throws -> [UInt8] {
        let browsing = Browsing([
            .visit(url: "https://example.org/", title: "Example"), .search("gantry crane"),
            .download(url: "https://example.org/a.zip", path: "/home/ann/a.zip"),
        ])
        return Array(try browsing.chromium())
    }

    private static var pageSize: Int { main.count > 17 ? max(512, Int(main[16]) << 8 | Int(main[17])) : 4_096 }

    /// Every page once more, the last one committing (https://www.sqlite.org/fileformat2.html, section 4).
    static func wal() throws -> [UInt8] {
        var bytes = big(0x377F_0682) + big(3_007_000) + big(UInt32(pageSize)) + big(0)
        bytes += big(salts[0]) + big(salts[1]) + big(0) + big(0)
        let pages = main.count / pageSize
        for page in 1...max(1, pages) {
            bytes += big(UInt32(page)) + big(page == pages ? UInt32(pages) : 0) + big(salts[0]) + big(salts[1])
            bytes += big(0) + big(0) + main[(page - 1) * pageSize..<page * pageSize]
        }
        return withChecksums(bytes)
    }

    /// The same log with checksums that fit what it holds now: those of a damaged one end the reading at once.
    static func withChecksums(_ log: [UInt8]) -> [UInt8] {
        guard log.count >= 32 else { return log }
        var log = log
        let isBig = log[3] & 1 == 1
        var sum = (UInt32(0), UInt32(0))
        func add(_ range: Range<Int>) {
            for place in stride(from: range.lowerBound, to: range.upperBound - 7, by: 8) {
                sum.0 = sum.0 &+ word(log, place, isBig) &+ sum.1
                sum.1 = sum.1 &+ word(log, place + 4, isBig) &+ sum.0
            }
        }
        add(0..<24)
        log.replaceSubrange(24..<32, with: big(sum.0) + big(sum.1))
        let stored = Int(word(log, 8, true))
        guard (512...65_536).contains(stored), stored & (stored - 1) == 0 else { return log }
        var frame = 32
        while frame + 24 + stored <= log.count {
            add(frame..<frame + 8)
            add(frame + 24..<frame + 24 + stored)
            log.replaceSubrange(frame + 16..<frame + 24, with: big(sum.0) + big(sum.1))
            frame += 24 + stored
        }
        return log
    }

    /// A hot journal that puts the second page back (section 3 there).
    static func journal() throws -> [UInt8] {
        let page = Array(main[pageSize..<2 * pageSize])
        let nonce: UInt32 = 7
        let sum = stride(from: page.count - 200, to: 0, by: -200).reduce(nonce) { $0 &+ UInt32(page[$1]) }
        var bytes: [UInt8] = [0xD9, 0xD5, 0x05, 0xF9, 0x20, 0xA1, 0x63, 0xD7]
        bytes += big(1) + big(nonce) + big(UInt32(main.count / pageSize)) + big(512) + big(UInt32(pageSize))
        bytes += [UInt8](repeating: 0, count: 512 - bytes.count)
        return bytes + big(2) + page + big(sum)
    }

    private static func big(_ value: UInt32) -> [UInt8] { withUnsafeBytes(of: value.bigEndian) { Array($0) } }

    private static func word(_ bytes: [UInt8], _ place: Int, _ isBig: Bool) -> UInt32 {
        let value = (0..<4).reduce(UInt32(0)) { $0 << 8 | UInt32(bytes[place + $1]) }
        return isBig ? value : value.byteSwapped
    }
}
