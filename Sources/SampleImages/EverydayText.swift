import Foundation

/// Harmless prose from a word list; the same seed gives the same text.
package struct EverydayText: Sendable {
    private var numbers: SeededNumbers

    package init(seed: UInt64) { numbers = SeededNumbers(seed: seed) }

    /// Sentences of eight to sixteen words, at least `count` bytes, all of them ASCII.
    package mutating func prose(bytes count: Int) -> String {
        var text = ""
        text.reserveCapacity(count + 160)
        var length = 0
        while length < count {
            var words: [String] = []
            for _ in 0..<numbers.number(in: 8..<16) { words.append(numbers.pick(Self.words)) }
            let sentence = words.joined(separator: " ") + (numbers.next() & 3 == 0 ? ".\n" : ". ")
            text += sentence
            length += sentence.utf8.count
        }
        return text
    }

    /// An invented word of four syllables, such as no text of ours contains.
    package mutating func inventedWord() -> String {
        (0..<4).map { _ in numbers.pick(Self.onsets) + numbers.pick(Self.nuclei) }.joined() + "x"
    }

    private static let onsets = [
        "v", "qu", "z", "kr", "th", "bl", "m", "dr", "f", "gw", "sk", "n", "pl", "tr", "h", "j",
    ]
    private static let nuclei = ["a", "ei", "o", "uu", "i", "ea", "ou", "y"]

    static let words = """
        the a of and to in for with on at from by about after before garden kitchen weather holiday train station
        ticket window table letter report meeting family birthday recipe bread butter apple orange summer winter
        spring autumn river mountain village market church library museum music concert guitar piano football match
        season result team player coach doctor appointment school bus timetable office budget invoice payment account
        insurance letterbox neighbour dog cat horse bicycle engine tyre repair paint wood hammer shelf carpet curtain
        lamp battery cable printer paper photo album frame colour blue green yellow purple morning evening weekend
        monday tuesday wednesday thursday friday walk drive visit arrive leave plan order deliver receive return
        remember forget buy sell cook clean plant grow build draw write read listen watch learn teach small large old
        new quick slow warm cold bright quiet busy early late first second last next other same different
        """.split(whereSeparator: \.isWhitespace).map(String.init)
}
