/// Where in an address an engine keeps the term.
enum SearchKey: Sendable, Equatable {
    /// A key of the query or the fragment, only beside another key when one is named.
    case pair(String, beside: String?)
    /// What follows this text in the fragment, as a path component.
    case fragment(String)
    /// What follows this text in the path, as a path component.
    case path(String)

    init(_ text: Substring) {
        if text.hasPrefix("#/") {
            self = .fragment(String(text.dropFirst(2)))
        } else if text.hasPrefix("/") {
            self = .path(String(text))
        } else {
            let parts = text.split(separator: "+", maxSplits: 1).map(String.init)
            self = .pair(parts.first ?? "", beside: parts.count > 1 ? parts[1] : nil)
        }
    }

    func value(in url: SearchAddress) -> String? {
        switch self {
        case .pair(let name, let other):
            if let other, url.value(of: other) == nil { return nil }
            return url.value(of: name).map { SearchText.decode($0) }
        case .fragment(let start):
            return Self.component(after: start, in: url.fragment[...])
        case .path(let start):
            return Self.component(after: start, in: url.path[...])
        }
    }

    private static func component(after start: String, in text: Substring) -> String? {
        guard text.hasPrefix(start) else { return nil }
        let rest = text.dropFirst(start.count).prefix { $0 != "/" && $0 != "?" }
        return SearchText.decode(rest)
    }
}
