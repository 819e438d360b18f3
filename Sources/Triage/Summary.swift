import Model

/// Fills a rule's summary in: observations and counts, never a judgement.
enum Summary {
    /// More values than this are counted, not named.
    private static let mostNamed = 8

    static func text(_ template: String, _ hits: [Hit]) -> String {
        var result = ""
        var rest = template[...]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            result += rest[..<open]
            result += value(of: rest[rest.index(after: open)..<close], hits)
            rest = rest[rest.index(after: close)...]
        }
        return result + rest
    }

    private static func value(of name: Substring, _ hits: [Hit]) -> String {
        switch name {
        case "files": counted(Set(hits.map { FilePlace($0.locator) }).count, "file")
        case "hits": counted(hits.count, "hit")
        case "lists": named(hits.map(\.list))
        case "categories": named(hits.map { $0.category ?? "none" })
        case "terms": named(hits.map(\.term))
        case "classes": named(hits.compactMap(\.artefactClass))
        default: "{\(name)}"
        }
    }

    private static func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }

    private static func named(_ values: [String]) -> String {
        let distinct = Set(values).sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }
        let shown = distinct.prefix(mostNamed).joined(separator: ", ")
        return distinct.count > mostNamed ? "\(shown) and \(distinct.count - mostNamed) more" : shown
    }
}
