/// How the files of an image that consists of several are called, as the tools that write them count; pure.
package enum SegmentNames {
    /// More than any tool numbers.
    package static let most = 20_000

    /// The endings that follow the one of an image's first file; empty where it is not that of a first one of many.
    package static func after(_ ending: String) -> [String] {
        switch ending {
        case "001", "000": return numbers(from: ending, width: 3)
        case "0001", "0000": return numbers(from: ending, width: 4)
        case "aa":
            let all = letters(UInt8(ascii: "a"), UInt8(ascii: "a"))
            return all.flatMap { first in all.map { first + $0 } }.dropFirst().map { $0 }
        case "E01", "e01", "S01", "s01": return expertWitness(ending)
        default: return []
        }
    }

    /// Whether pieces of this name are one raw medium, one after the other.
    package static func isSplitRaw(_ ending: String) -> Bool { ["001", "000", "0001", "0000", "aa"].contains(ending) }

    /// E01 to E99, then EAA to EZZ, FAA and on to ZZZ, as EnCase counts.
    private static func expertWitness(_ ending: String) -> [String] {
        let first = ending.utf8.first ?? 0
        let isUpper = first < UInt8(ascii: "a")
        let base = isUpper ? UInt8(ascii: "A") : UInt8(ascii: "a")
        let all = letters(base, base)
        var names = (2...99).map { String(ending.prefix(1)) + ($0 < 10 ? "0" : "") + String($0) }
        for lead in letters(first, base) {
            names += all.flatMap { second in all.map { lead + second + $0 } }
        }
        return Array(names.prefix(most))
    }

    private static func letters(_ first: UInt8, _ base: UInt8) -> [String] {
        (first..<(base + 26)).map { String(UnicodeScalar($0)) }
    }

    private static func numbers(from ending: String, width: Int) -> [String] {
        let first = (Int(ending) ?? 0) + 1
        return (first..<(width == 3 ? 1_000 : 10_000)).map { number in
            let digits = String(number)
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
    }
}
