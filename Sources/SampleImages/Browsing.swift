import Foundation

/// What a sample person did in a browser, in order, one thing every seven minutes.
package struct Browsing: Sendable {
    package enum Step: Sendable {
        case visit(url: String, title: String)
        case search(String)
        case download(url: String, path: String)
    }

    package var steps: [Step]
    package var start: Date

    package init(_ steps: [Step], start: Date = FileTree.day) {
        self.steps = steps
        self.start = start
    }

    func microseconds(_ index: Int) -> Int64 {
        (Int64(start.timeIntervalSince1970) + Int64(index) * 420) * 1_000_000
    }

    /// Form encoding, as a search page's address has it.
    static func address(ofSearch term: String) -> String {
        var unreserved = CharacterSet.alphanumerics
        unreserved.insert(charactersIn: "-._ ")
        let encoded = term.addingPercentEncoding(withAllowedCharacters: unreserved) ?? term
        return "https://www.google.com/search?q=" + encoded.replacing(" ", with: "+")
    }
}
