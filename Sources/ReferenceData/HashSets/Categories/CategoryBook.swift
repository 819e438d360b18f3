/// The categories met during an import, numbered from 1 in the order they came; 0 is none.
struct CategoryBook {
    /// Numbers above are marks of the sorter.
    static let most = 10_000

    /// A category as a compiled set keeps it.
    struct Entry: Hashable, Sendable {
        var code: String
        var label: String
    }

    private(set) var entries: [Entry] = []
    private(set) var counts: [Int] = [0]
    private var numbers: [String: UInt16] = [:]

    /// The number of a code; nil when there are too many.
    mutating func number(of code: [UInt8]?, label: String = "") -> UInt16? {
        guard let code else { return count(0) }
        let text = String(decoding: code, as: UTF8.self).trimmed
        guard !text.isEmpty else { return count(0) }
        if let number = numbers[text] { return count(number) }
        guard entries.count < Self.most, text.utf8.count <= 200 else { return nil }
        entries.append(Entry(code: text, label: label))
        counts.append(0)
        let number = UInt16(entries.count)
        numbers[text] = number
        return count(number)
    }

    private mutating func count(_ number: UInt16) -> UInt16 {
        counts[Int(number)] += 1
        return number
    }

    /// Names the entries by a profile; labels that are there already stay where the profile has none.
    mutating func label(by profile: CategoryProfile?) {
        for category in profile?.categories ?? [] {
            guard let number = numbers[category.code] else { continue }
            entries[Int(number) - 1].label = category.name
        }
    }

    /// Codes that a profile does not have, with the number of media that carry them.
    func unknown(to profile: CategoryProfile) -> [String: Int] {
        let known = Set(profile.categories.map(\.code))
        return Dictionary(
            uniqueKeysWithValues: entries.enumerated().filter { !known.contains($0.element.code) }
                .map { ($0.element.code, counts[$0.offset + 1]) })
    }

    /// Ranks by number, 0 first; lower is more severe. Codes that the profile lacks stand between those that are
    /// pertinent and those that are not; without a profile 1, 2, 3 or A, B, C, and 0, which means uncategorized, last.
    func ranks(by profile: CategoryProfile?) -> [Int] {
        let unknown = profile?.categories.firstIndex { !$0.isPertinent } ?? profile?.categories.count ?? 0
        func key(_ entry: Entry) -> (Int, Int, String) {
            if let index = profile?.categories.firstIndex(where: { $0.code == entry.code }) {
                return (index, index < unknown ? 0 : 1, "")
            }
            return (unknown, 0, Self.plainKey(entry.code))
        }
        let keys = entries.map(key)
        var ranks = [Int](repeating: entries.count + 1, count: entries.count + 1)
        for (rank, index) in entries.indices.sorted(by: { keys[$0] < keys[$1] }).enumerated() {
            ranks[index + 1] = rank
        }
        return ranks
    }

    /// Whether the profile says of each number that it is no hit; none for 0.
    func dropped(by profile: CategoryProfile?) -> [Bool] {
        let dropped = Set((profile?.categories ?? []).filter { !$0.isPertinent }.map(\.code))
        return [false] + entries.map { dropped.contains($0.code) }
    }

    private static func plainKey(_ code: String) -> String {
        if code == "0" { return "\u{10FFFF}" }
        return String(repeating: "0", count: max(0, 8 - code.utf8.count)) + code
    }
}

extension String {
    fileprivate var trimmed: String {
        let blank: (Character) -> Bool = { $0 == " " || $0 == "\t" }
        let start = drop(while: blank)
        return String(start.reversed().drop(while: blank).reversed())
    }
}
