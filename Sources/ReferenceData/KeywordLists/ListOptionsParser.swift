import Model

/// `#winnow: encodings=windows-1251 decode=html,percent,base64 fold known-good=skip category=... weight=...`
enum ListOptionsParser {
    private static let mark = "#winnow:"

    /// - Returns: false for a line of another kind.
    static func read(
        _ line: ArraySlice<UInt8>, into options: inout KeywordList.Options
    ) throws(KeywordLineParser.Refusal) -> Bool {
        guard line.starts(with: mark.utf8) else { return false }
        let text = String(decoding: line.dropFirst(mark.utf8.count), as: UTF8.self)
        for option in text.split(whereSeparator: { $0 == " " || $0 == "\t" }) {
            let parts = option.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            switch (parts[0], parts.count > 1 ? parts[1] : nil) {
            case ("fold", nil): options.foldsDiacritics = true
            case ("known-good", "skip"?): options.skipsKnownGood = true
            case ("category", let value?) where !value.isEmpty: options.category = value
            case ("weight", let value?):
                guard let weight = Int(value), (0...1000).contains(weight) else {
                    throw .init(what: "weight must be a whole number from 0 to 1000")
                }
                options.weight = weight
            case ("encodings", let value?):
                for name in value.split(separator: ",").map({ $0.lowercased() }) {
                    guard KeywordList.Options.encodings.contains(name) else {
                        let known = KeywordList.Options.encodings.sorted().joined(separator: ", ")
                        throw .init(what: "unknown encoding '\(Escaping.line(name))'; there are \(known)")
                    }
                    options.encodings.insert(name)
                }
            case ("decode", let value?):
                for name in value.split(separator: ",").map(String.init) {
                    guard let decoding = KeywordList.Decoding(rawValue: name) else {
                        throw .init(what: "unknown decoding '\(Escaping.line(name))'; there are html, percent, base64")
                    }
                    options.decodings.insert(decoding)
                }
            default: throw .init(what: "unknown option '\(Escaping.line(String(option)))' of the list")
            }
        }
        return true
    }
}
