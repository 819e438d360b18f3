import Model
import ReferenceData
import Testing

@testable import Analysis

/// Expressions against a plain matcher that looks at every place, whatever the chunks.
struct ExpressionPropertyTests {
    private static let letters: [UInt8] = Array("abc".utf8)

    private indirect enum Node {
        case letter(UInt8)
        case any
        case set([UInt8])
        case sequence([Node])
        case choice([Node])
        case times(Node, Int, Int)

        var text: String {
            switch self {
            case .letter(let byte): String(Unicode.Scalar(byte))
            case .any: "."
            case .set(let bytes): "[" + String(decoding: bytes, as: UTF8.self) + "]"
            case .sequence(let nodes): nodes.map(\.text).joined()
            case .choice(let nodes): "(?:" + nodes.map(\.text).joined(separator: "|") + ")"
            case .times(let node, let low, let high): "(?:\(node.text)){\(low),\(high)}"
            }
        }

        /// Where matches end that begin at `start`.
        func ends(_ text: [UInt8], from start: Int) -> Set<Int> {
            switch self {
            case .letter(let byte): start < text.count && text[start] == byte ? [start + 1] : []
            case .any: start < text.count && text[start] != 0x0A ? [start + 1] : []
            case .set(let bytes): start < text.count && bytes.contains(text[start]) ? [start + 1] : []
            case .sequence(let nodes):
                nodes.reduce([start]) { places, node in Set(places.flatMap { node.ends(text, from: $0) }) }
            case .choice(let nodes): Set(nodes.flatMap { $0.ends(text, from: start) })
            case .times(let node, let low, let high):
                (0..<high).reduce(into: (all: low == 0 ? Set([start]) : [], now: Set([start]))) { state, round in
                    state.now = Set(state.now.flatMap { node.ends(text, from: $0) })
                    if round + 1 >= low { state.all.formUnion(state.now) }
                }.all
            }
        }

        static func random(_ depth: Int, _ random: inout SeededGenerator) -> Node {
            switch Int.random(in: 0..<(depth > 0 ? 7 : 3), using: &random) {
            case 0, 1: return .letter(letters.randomElement(using: &random) ?? 0x61)
            case 2: return depth > 0 ? .any : .set(Array("ab".utf8))
            case 3, 4:
                return .sequence((0..<Int.random(in: 2...3, using: &random)).map { _ in .random(depth - 1, &random) })
            case 5: return .choice((0..<2).map { _ in .random(depth - 1, &random) })
            default:
                let low = Int.random(in: 0...2, using: &random)
                return .times(
                    .random(depth - 1, &random), low, low + Int.random(in: 1...4, using: &random))
            }
        }
    }

    /// The start of the leftmost match for each end, in the order of ends, equal neighbours once.
    private static func naive(_ node: Node, _ text: [UInt8]) -> [Int] {
        var leftmost: [Int: Int] = [:]
        for start in text.indices where text[start] != 0x7A || text.count < 400 {
            for end in node.ends(text, from: start) where end > start {
                leftmost[end] = min(leftmost[end] ?? .max, start)
            }
        }
        var starts: [Int] = []
        for end in leftmost.keys.sorted() {
            if let start = leftmost[end], starts.last != start { starts.append(start) }
        }
        return starts
    }

    @Test(arguments: [4_242, UInt64.random(in: .min ... .max)])
    func expressionsWithBoundedRepeatsLoseNothingBetweenChunks(seed: UInt64) throws {
        var random = SeededGenerator(state: seed)
        print("expression property seed \(seed)")
        for round in 0..<40 {
            let nodes = (0..<3).map { _ in
                Node.sequence([.letter(0x61), .random(2, &random), .letter(0x62)])
            }
            let terms = nodes.map { KeywordTerm($0.text, isRegex: true, caseSensitive: true) }
            let harness = try KeywordHarness(KeywordList(name: "list", digest: "00", terms: terms))
            // Short texts at every cut; long ones, mostly of what matches nothing, in chunks longer than the reach.
            let isLong = round % 8 == 7
            var text = [UInt8](repeating: 0x7A, count: isLong ? 30_000 : 0)
            if isLong {
                for _ in 0..<120 {
                    let at = Int.random(in: 0..<text.count - 40, using: &random)
                    for place in at..<at + 40 { text[place] = Self.letters.randomElement(using: &random) ?? 0x61 }
                }
                // `.` takes what matches nothing elsewhere.
                for node in nodes where node.text.contains(".") { text = text.map { $0 == 0x7A ? 0x0A : $0 } }
            } else {
                text = (0..<120).map { _ in Self.letters.randomElement(using: &random) ?? 0x61 }
            }
            let expected = zip(nodes, terms).flatMap { node, term in
                Self.naive(node, text).map { "\(term.display) \($0)" }
            }.sorted()
            for trial in 0..<(isLong ? 12 : 60) {
                let count = isLong ? Int.random(in: 0...6, using: &random) : trial < 40 ? 1 : 8
                let cuts = (0..<count).map { _ in Int.random(in: 0...text.count, using: &random) }.sorted()
                let hits = harness.hits(text, cuts: cuts).filter { $0.encoding == "utf-8" }
                guard hits.allSatisfy({ $0.count <= KeywordAnalyzer.keptEach }) else { continue }
                let found = hits.map { "\($0.term) \($0.locator.byteOffset ?? .max)" }.sorted()
                #expect(found == expected, "seed \(seed), cuts \(cuts)")
            }
        }
    }

    @Test func whatAsksForLineEndsAndWordsIsNotMisledByChunks() throws {
        let harness = try KeywordHarness("/^wolf/m\n/fox$/m\n/\\bcat\\b/\n/^start/\n/end$/\n")
        let text = Array("start wolf\nwolf fox\ncats cat\nthe start\nwolffox\nend of end".utf8)
        let whole = harness.hits(text)
        #expect(
            whole.map { "\($0.term) \($0.locator.byteOffset ?? 0)" } == [
                "/^wolf/m 11", "/^wolf/m 39", "/fox$/m 16", "/fox$/m 43", "/\\bcat\\b/ 25", "/^start/ 0", "/end$/ 54",
            ])
        for cut in 1..<text.count { #expect(harness.hits(text, cuts: [cut]) == whole, "cut \(cut)") }
    }
}
