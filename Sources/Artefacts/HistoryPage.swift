/// A page that a history knows; visits of it share its text.
struct HistoryPage {
    /// Nil for a program.
    let url: String?
    private(set) var title: String?
    /// What its address searches for.
    let search: SearchTerm?

    init(url: String, title: String?, engines: SearchEngineTable) {
        self.url = url
        self.title = title.flatMap { $0.isEmpty ? nil : $0 }
        search = engines.search(in: url)
    }

    init(program title: String) {
        url = nil
        self.title = String(title.prefix(DatabaseRow.textLimit))
        search = nil
    }

    var host: String? { url.flatMap { SearchAddress($0)?.host } }

    /// The page under another title; its own when there is none.
    func titled(_ title: String?) -> HistoryPage {
        guard let title, !title.isEmpty else { return self }
        var page = self
        page.title = title
        return page
    }
}
