import Artefacts
import Testing

struct SearchEngineTests {
    @Test(
        arguments: [
            ("https://www.google.com/search?aq=f&q=computer+forensics", "google", "computer forensics"),
            ("https://www.google.co.uk/search?oq=he&q=her%6Fn", "google", "heron"),
            ("https://www.google.de/#q=heron", "google", "heron"),
            ("https://www.google.com/webhp?x=1#hl=en&q=blue%20heron", "google", "blue heron"),
            ("https://images.google.fr/images?q=h%C3%A9ron", "google", "h\u{E9}ron"),
            ("https://www.google.fr/search?q=h%E9ron", "google", "h\u{E9}ron"),
            ("https://www.google.com/search?q=he%CC%81ron", "google", "h\u{E9}ron"),
            ("https://www.google.com/search?q=++blue%09%0Aheron+", "google", "blue heron"),
            ("https://mail.google.com/mail/u/0/#search/blue+heron", "gmail", "blue heron"),
            ("https://www.bing.com/images/search?q=heron", "bing", "heron"),
            ("https://duckduckgo.com/?q=heron&ia=web", "duckduckgo", "heron"),
            ("https://uk.search.yahoo.com/search;_ylt=A0?p=heron", "yahoo", "heron"),
            ("https://yandex.com.tr/search/?text=heron", "yandex", "heron"),
            ("https://m.baidu.com/s?word=%E9%B9%AD", "baidu", "\u{9E6D}"),
            ("http://m.youtube.com/results?search_query=heron", "youtube", "heron"),
            ("HTTPS://user@WWW.BING.COM.:443/search?q=heron", "bing", "heron"),
            ("https://www.instagram.com/explore/tags/heron/", "instagram", "heron"),
            ("https://any.example/search?q=heron&categories=general", "searx", "heron"),
            (
                "https://juhanurmihxlp77nkq76byazcldy2hlmovfu2epvl5ankdibsot4csyd.onion/search/?q=heron", "ahmia",
                "heron"
            ),
        ])
    func `the term is found`(_ address: String, _ engine: String, _ term: String) {
        let found = SearchEngineTable.standard.search(in: address)
        #expect(found?.engine == engine)
        #expect(found.map { Array($0.term.unicodeScalars) } == Array(term.unicodeScalars))
    }

    @Test(
        arguments: [
            "https://www.google.com/url?q=https://one.example/", "https://www.google.com/search?oq=heron",
            "https://google.evil.example/search?q=heron", "https://notgoogle.com/search?q=heron",
            "https://www.google.com/search?q=", "https://www.google.com/search?q=%20+",
            "https://any.example/search?q=a",
            "ftp://www.google.com/search?q=heron", "https://", "", "://", "https:///search?q=a", "https://?q=a#",
        ])
    func `what is no search gives no term`(_ address: String) {
        #expect(SearchEngineTable.standard.search(in: address) == nil)
    }

    @Test func `every line of the table is a row`() {
        let lines = SearchEngineData.text.split(separator: "\n").filter { !$0.hasPrefix("#") }
        #expect(lines.allSatisfy { $0.split(separator: "\t", omittingEmptySubsequences: false).count == 5 })
        #expect(lines.count > 40)
    }

    static let rows = SearchEngineData.text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map {
        $0.split(separator: "\t").map(String.init)
    }

    /// An address as the line has it, with the key under another name where that is asked for.
    private func address(_ row: [String], host: String? = nil, path: String? = nil, key changed: String? = nil)
        -> String
    {
        let bare = (host ?? row[1]).replacing("*", with: row[1] == "*" ? "any.example" : "com")
        let first = String(row[2].split(separator: ",")[0]).replacing("*", with: "x")
        let place = path ?? (first.hasPrefix("/") ? first : "/" + first)
        let key = String(row[3].split(separator: ",")[0])
        if key.hasPrefix("#") { return "https://\(bare)\(place)\(changed ?? "#" + key.dropFirst(2))blue+heron" }
        if key.hasPrefix("/") { return "https://\(bare)\(changed ?? key)blue+heron/" }
        let names = key.split(separator: "+").map(String.init)
        let beside = names.count > 1 ? "&\(names[1])=x" : ""
        return "https://\(bare)\(place)?a=b&\(changed ?? names[0])=blue+heron\(beside)"
    }

    @Test(arguments: rows)
    func `every line of the table finds its term`(_ row: [String]) {
        let found = SearchEngineTable.standard.search(in: address(row))
        #expect(found?.term == "blue heron", "\(address(row))")
        // An earlier line may know the host better.
        if row[1] != "*" { #expect(Self.rows.contains { $0[0] == found?.engine && $0[1] == row[1] }) }
        #expect(found?.isVerified == (row[4] != "no"))
    }

    @Test(arguments: rows)
    func `no line of the table is misled by another key, host or place`(_ row: [String]) {
        let table = SearchEngineTable.standard
        let key = String(row[3].split(separator: ",")[0])
        let other =
            key.hasPrefix("#") ? "#inbox/" : key.hasPrefix("/") ? "/explore/" : "x" + key.split(separator: "+")[0]
        #expect(table.search(in: address(row, key: other)) == nil, "\(address(row, key: other))")
        guard row[1] != "*" else { return }
        let host = row[1].replacing("*", with: "com")
        // The host's name within another's. Any host may be a searX.
        let evil = address(row, host: "not" + host.replacing(".", with: "-") + ".example")
        #expect(table.search(in: evil)?.engine != row[0], "\(evil)")
        #expect(table.search(in: "https://one.example/?to=" + address(row)) == nil)
        #expect(table.search(in: address(row).replacing("https:", with: "ftp:")) == nil)
    }
}
