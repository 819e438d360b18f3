import Foundation
import Testing

/// What was planted where, and whether it was found: the table of docs/keywords.md.
struct RecallTable {
    private(set) var title: String
    private var places: [String] = []
    private var found: [String: [String: Bool]] = [:]

    init(_ title: String) { self.title = title }

    /// Notes one planted term, and fails the test where it was missed.
    mutating func note(
        _ place: String, _ encoding: String, _ isFound: Bool, _ sourceLocation: SourceLocation = #_sourceLocation
    ) {
        if found[place] == nil { places.append(place) }
        let before = found[place]?[encoding] ?? true
        found[place, default: [:]][encoding] = before && isFound
        #expect(isFound, "\(title): \(encoding) in \(place)", sourceLocation: sourceLocation)
    }

    /// In Markdown, a row for each place.
    func text(_ encodings: [String]) -> String {
        var lines = ["| \(title) | " + encodings.joined(separator: " | ") + " |"]
        lines.append("|---|" + String(repeating: "---|", count: encodings.count))
        for place in places {
            let cells = encodings.map { found[place]?[$0].map { $0 ? "found" : "MISSED" } ?? "" }
            lines.append("| \(place) | " + cells.joined(separator: " | ") + " |")
        }
        return lines.joined(separator: "\n")
    }
}
