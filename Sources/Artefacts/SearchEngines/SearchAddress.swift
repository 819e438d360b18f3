/// The parts of a web address that tell a search; split by hand, since evidence need not be a well-formed URL.
struct SearchAddress {
    /// Lower case, without user, port and last dot.
    let host: String
    /// At least `/`; without a last slash otherwise; not decoded.
    let path: String
    let query: String
    let fragment: String

    /// Nil for anything but `http` and `https`.
    init?(_ address: String) {
        // Bytes, not characters: a combining mark after a separator must not hide it.
        let all = address.utf8
        guard let colon = all.firstIndex(of: UInt8(ascii: ":")) else { return nil }
        let scheme = address[..<colon].lowercased()
        guard scheme == "http" || scheme == "https", all[colon...].starts(with: "://".utf8) else { return nil }
        var rest = all[colon...].dropFirst(3)
        func cut(_ separator: UInt8) -> String {
            guard let index = rest.firstIndex(of: separator) else { return "" }
            defer { rest = rest[..<index] }
            return String(Substring(rest[rest.index(after: index)...]))
        }
        fragment = cut(UInt8(ascii: "#"))
        query = cut(UInt8(ascii: "?"))
        let slash = rest.firstIndex(of: UInt8(ascii: "/")) ?? rest.endIndex
        var authority = rest[..<slash]
        if let at = authority.lastIndex(of: UInt8(ascii: "@")) { authority = authority[authority.index(after: at)...] }
        if let port = authority.firstIndex(of: UInt8(ascii: ":")) { authority = authority[..<port] }
        while authority.last == UInt8(ascii: ".") { authority = authority.dropLast() }
        host = Substring(authority).lowercased()
        var path = rest[slash...]
        // Yahoo's old form: `/search;_ylt=...?p=`.
        if let semicolon = path.firstIndex(of: UInt8(ascii: ";")) { path = path[..<semicolon] }
        while path.count > 1, path.last == UInt8(ascii: "/") { path = path.dropLast() }
        self.path = path.isEmpty ? "/" : String(Substring(path))
    }

    /// The raw value of exactly this key; the fragment counts before the query, since pages change it later.
    func value(of key: String) -> Substring? {
        for part in [fragment, query] {
            for pair in part.utf8.split(separator: UInt8(ascii: "&")) {
                guard let equals = pair.firstIndex(of: UInt8(ascii: "=")), pair[..<equals].elementsEqual(key.utf8)
                else { continue }
                let value = pair[pair.index(after: equals)...]
                if !value.isEmpty { return Substring(value) }
            }
        }
        return nil
    }
}
