/// A page that a history knows; visits of it share its text.
struct HistoryPage {
    let url: String
    let title: String?
    /// What its address searches for.
    let search: SearchTerm?

    init(url: String, title: String?, engines: SearchEngineTable) {
        self.url = url
        self.title = title.flatMap { $0.isEmpty ? nil : $0 }
        search = engines.search(in: url)
    }

    var host: String? { SearchAddress(url)?.host }
}
