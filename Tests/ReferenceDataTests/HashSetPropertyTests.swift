import Foundation
import Model
import ReferenceData
import SampleImages
import Testing
import WinnowTesting

/// Compiled sets against a plain dictionary.
struct HashSetPropertyTests {
    private struct Entry: Hashable {
        var kind: DigestKind
        var digest: [UInt8]
    }

    /// Few enough values to repeat, some alike in their first bytes.
    private static func entry(_ random: inout SeededNumbers) -> Entry {
        let kind = DigestKind.allCases[Int.random(in: 0..<3, using: &random)]
        var inner = SeededNumbers(seed: UInt64.random(in: 0..<3_000, using: &random))
        var digest = inner.bytes(kind.length)
        if digest[5] < 60 { digest.replaceSubrange(0..<4, with: [1, 2, 3, 4]) }
        if digest[5] < 10 { digest.replaceSubrange(0..<12, with: repeatElement(7, count: 12)) }
        return Entry(kind: kind, digest: digest)
    }

    private static func csv(_ rows: [(Entry, Int?)]) -> String {
        "hash,category\n" + rows.map { "\(Hex.string($0.0.digest)),\($0.1.map(String.init) ?? "")\n" }.joined()
    }

    @Test(arguments: 0..<6) func aSetIsItsDictionary(round: Int) throws {
        let seed = UInt64.random(in: 0 ... .max)
        var random = SeededNumbers(seed: seed)
        var options = HashSetImport.Options()
        // From a single run to hundreds of them.
        options.runBytes = [64, 1_000, 10_000, 100_000, 1 << 20, 48 << 20][round]
        var expected: [Entry: Int?] = [:]
        func severer(_ one: Int?, _ other: Int?) -> Int? { [one, other].compactMap { $0 }.min() }
        var rows: [(Entry, Int?)] = []
        for _ in 0..<[200, 2_000, 4_000, 8_000, 8_000, 8_000][round] {
            let row = (Self.entry(&random), Bool.random(using: &random) ? Int.random(in: 1...400, using: &random) : nil)
            rows.append(row)
            expected[row.0] = severer(expected[row.0] ?? nil, row.1)
        }
        let (imported, set) = try CompiledSet.make(Self.csv(rows), options)
        #expect(imported.statistics.entries == expected.count, "seed \(seed)")
        #expect(imported.statistics.duplicates == rows.count - expected.count, "seed \(seed)")
        check(set, expected, seed)

        // A delta over it: additions change categories, removals take out, in whatever order they come.
        var change: [(Entry, Int?)] = []
        var removed: Set<Entry> = []
        var added: [Entry: Int?] = [:]
        for _ in 0..<500 {
            let entry = Self.entry(&random)
            if Bool.random(using: &random) {
                removed.insert(entry)
            } else {
                let category = Bool.random(using: &random) ? Int.random(in: 1...400, using: &random) : nil
                change.append((entry, category))
                added[entry] = severer(added[entry] ?? nil, category)
            }
        }
        for (entry, category) in added {
            let before: Int? = expected[entry].flatMap { $0 }
            expected[entry] = .some(category ?? before)
        }
        for entry in removed { expected[entry] = nil }
        let removing = CompiledSet.path("removed.csv")
        try Data(Self.csv(removed.map { ($0, nil) }).utf8).write(to: URL(filePath: removing))
        defer { try? FileManager.default.removeItem(atPath: removing) }
        options.base = set
        options.removing = [removing]
        let (_, newer) = try CompiledSet.make(Self.csv(change), options)
        check(newer, expected, seed)
        check(set, set.entries, seed)
    }

    private func check(_ set: HashSetFile, _ expected: [Entry: Int?], _ seed: UInt64) {
        check(set, expected.count, seed)
        for (entry, category) in expected {
            let match = set.lookup(entry.digest, kind: entry.kind)
            guard let match, match.category == category.map(String.init) else {
                Issue.record(
                    "\(entry) is \(String(describing: match)), not \(String(describing: category)), seed \(seed)")
                return
            }
            var near = entry
            near.digest[near.digest.count - 1] ^= 1
            if expected[near] == nil, set.lookup(near.digest, kind: near.kind) != nil {
                Issue.record("\(near) is found, seed \(seed)")
                return
            }
        }
    }

    private func check(_ set: HashSetFile, _ count: Int, _ seed: UInt64) {
        #expect(set.entries == count, "seed \(seed)")
    }

    @Test func theSameEntriesInAnotherOrderAreTheSameVersion() throws {
        let seed = UInt64.random(in: 0 ... .max)
        var random = SeededNumbers(seed: seed)
        let lines = (0..<2_000).map { _ in Hex.string(random.bytes(20)) }
        var options = HashSetImport.Options()
        options.runBytes = 5_000
        let one = try CompiledSet.make(lines.joined(separator: "\n"), options).imported
        let other = try CompiledSet.make(lines.shuffled(using: &random).joined(separator: "\n")).imported
        #expect(one.digest == other.digest, "seed \(seed)")
    }

    @Test(arguments: [1, 100, 4_095, 4_096, 9_000], [31, 16, 15, 4, 0])
    func theNearestPictureIsTheNearestOfAll(count: Int, distance: Int) throws {
        let seed = UInt64.random(in: 0 ... .max)
        var random = SeededNumbers(seed: seed)
        let values = (0..<count).map { _ in random.bytes(32) }
        var options = HashSetImport.Options()
        options.longDigitsArePDQ = true
        options.pdqDistance = distance
        let (imported, set) = try CompiledSet.make(values.map { Hex.string($0) }.joined(separator: "\n"), options)
        #expect(imported.statistics.pdq == count && set.pdqEntries == count && set.entries == 0)
        for _ in 0..<12 {
            var asked = values[Int.random(in: 0..<count, using: &random)]
            for _ in 0..<Int.random(in: 0...40, using: &random) {
                asked[Int.random(in: 0..<32, using: &random)] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            }
            let nearest = values.map { value in zip(value, asked).reduce(0) { $0 + ($1.0 ^ $1.1).nonzeroBitCount } }
                .min()
            let found = set.nearest(pdq: asked)
            #expect(found?.distance == nearest.flatMap { $0 <= distance ? $0 : nil }, "seed \(seed)")
            if let found { #expect(values.contains(found.value)) }
        }
    }
}
