import Model
import ReferenceData
import Testing

@testable import Analysis

struct KeywordPropertyTests {
    /// A match by looking at every place, with the standard library's case mappings only.
    static func naive(_ term: KeywordTerm, _ text: [Unicode.Scalar]) -> [Range<Int>] {
        // As numbers: strings compare by canonical equivalence, to which the Kelvin sign is a K even where case counts.
        func folded(_ scalar: Unicode.Scalar) -> [UInt32] {
            let text = term.caseSensitive ? String(scalar) : scalar.properties.uppercaseMapping.lowercased()
            return text.unicodeScalars.map(\.value)
        }
        func isWord(_ scalar: Unicode.Scalar) -> Bool {
            scalar == "_" || scalar.properties.isAlphabetic || scalar.properties.numericType != nil
        }
        let wanted = Array(term.text.unicodeScalars).map(folded)
        let all = text.map(folded)
        let space = folded(" ")
        // Where a match that begins here ends; a space in the term is any run of them.
        func end(from start: Int) -> Int? {
            var place = start
            var index = 0
            while index < wanted.count {
                guard place < all.count, all[place] == wanted[index] else { return nil }
                if wanted[index] == space {
                    while place < all.count, all[place] == space { place += 1 }
                    while index < wanted.count, wanted[index] == space { index += 1 }
                } else {
                    (place, index) = (place + 1, index + 1)
                }
            }
            return place
        }
        return all.indices.compactMap { start in
            guard let end = end(from: start) else { return nil }
            guard term.wholeWord else { return start..<end }
            let before = start > 0 && isWord(text[start - 1]) && isWord(text[start])
            let after = end < text.count && isWord(text[end]) && isWord(text[end - 1])
            return before || after ? nil : start..<end
        }
    }

    @Test(arguments: [6_707_476_608_961_482_157, UInt64.random(in: .min ... .max)])
    func everySplitFindsWhatANaiveSearchFinds(seed: UInt64) throws {
        var random = SeededGenerator(state: seed)
        print("keyword property seed \(seed)")
        let alphabet = Array("aAbkK\u{212A}sS\u{17F}éÉя Я_-".unicodeScalars)
        for round in 0..<25 {
            let longest = round.isMultiple(of: 2) ? 3 : 8
            let terms = (0..<4).map { _ in
                let text = (0..<Int.random(in: 2...longest, using: &random)).map { _ in
                    alphabet.randomElement(using: &random)
                }
                var scalars = String.UnicodeScalarView()
                for case let scalar? in text { scalars.append(scalar) }
                // As the parser leaves them.
                while scalars.last == " " { scalars.removeLast() }
                while scalars.first == " " { scalars.removeFirst() }
                if scalars.count < 2 { scalars = "ak".unicodeScalars }
                return KeywordTerm(
                    String(scalars), wholeWord: .random(using: &random), caseSensitive: .random(using: &random))
            }
            let harness = try KeywordHarness(KeywordList(name: "list", digest: "00", terms: terms))
            // Some terms are put in, in other cases, since long ones do not come by chance.
            var scalars = (0..<40).compactMap { _ in alphabet.randomElement(using: &random) }
            for term in terms {
                scalars += term.text.unicodeScalars.compactMap { scalar in
                    CaseFolding.equivalents(of: scalar).randomElement(using: &random)
                }
            }
            for encoding in TextEncoding.always {
                let scalars = scalars.filter { encoding.bytes(of: $0) != nil }
                let pieces = scalars.map { encoding.bytes(of: $0) ?? [] }
                let starts = pieces.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1.count) }
                let bytes = pieces.flatMap { $0 }
                let expected = terms.flatMap { term in
                    Self.naive(term, scalars).filter { match in
                        // What is ASCII counts as UTF-8.
                        encoding.isUnicode || scalars[match].contains { !$0.isASCII }
                    }.map { "\(term.text) \(starts[$0.lowerBound])" }
                }
                for cut in 0...bytes.count {
                    let other = Int.random(in: cut...bytes.count, using: &random)
                    let found = harness.hits(bytes, cuts: [cut, other]).filter { $0.encoding == encoding.name }
                    let places = found.map { "\($0.term) \($0.locator.byteOffset ?? .max)" }
                    #expect(places.sorted() == expected.sorted(), "seed \(seed), cut \(cut)")
                }
                #expect(harness.groupHits(bytes) == harness.hits(bytes), "seed \(seed)")
            }
        }
    }

    /// Vectorscan once missed matches near the end of a chunk, by the chunk's place in memory and the list's size.
    @Test(arguments: [1, 2, 3, 5, 9, 40])
    func nothingIsMissedWhereverTheBytesLie(terms count: Int) throws {
        var random = SeededGenerator(state: UInt64(count))
        let terms = (0..<count).map { number in
            let letters = (0..<Int.random(in: 4...9, using: &random)).map { _ in
                Character(Unicode.Scalar(UInt8.random(in: 97...122, using: &random)))
            }
            return KeywordTerm(String(letters) + String(number))
        }
        let harness = try KeywordHarness(KeywordList(name: "list", digest: "00", terms: terms))
        let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 1024, alignment: 64)
        defer { room.deallocate() }
        for trial in 0..<4000 {
            let wanted = Array(terms[trial % count].text.utf8)
            let length = Int.random(in: 20...400, using: &random)
            let start = Int.random(in: 0...128, using: &random)
            let bytes = UnsafeMutableRawBufferPointer(rebasing: room[start..<start + length])
            for place in 0..<length { bytes[place] = [0xC3, 0xA9, 0x20, 0x2E][(place + trial) % 4] }
            let offset = Int.random(in: 0...length - wanted.count, using: &random)
            bytes[offset..<offset + wanted.count].copyBytes(from: wanted)
            let cut = trial.isMultiple(of: 2) ? 0 : Int.random(in: 0...length, using: &random)
            let item = KeywordHarness.item(length)
            harness.analyzer.begin(item)
            harness.analyzer.consume(UnsafeRawBufferPointer(rebasing: bytes[..<cut]), at: 0)
            harness.analyzer.consume(UnsafeRawBufferPointer(rebasing: bytes[cut...]), at: UInt64(cut))
            var report = ItemReport()
            harness.analyzer.end(item, complete: true, into: &report)
            guard report.hits.contains(where: { $0.locator.byteOffset == UInt64(offset) }) else {
                Issue.record("trial \(trial): \(offset) of \(length), cut \(cut)")
                return
            }
        }
    }
}

/// SplitMix64: a seed gives the same numbers anywhere.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
