/// Rows that a database has given up, each with the table it was in.
struct RowCarver {
    private static let mostRows = 500_000

    private(set) var rows: [String: [CarvedRow]] = [:]
    private var count = 0
    private let owners: PageOwners
    /// Columns of each table, to tell whose a page is that no tree leads to.
    private let widths: [String: Int]

    init(owners: PageOwners, widths: [String: Int]) {
        self.owners = owners
        self.widths = widths
    }

    mutating func add(_ number: Int, _ page: UnsafeRawBufferPointer) {
        guard count < Self.mostRows, let leaf = LeafPage(page, isFirst: number == 1) else { return }
        var found: [CarvedRow] = []
        leaf.forEachRow { found.append($0) }
        guard let width = found.map(\.values.count).max() else { return }
        let table: String
        if let owner = owners.tables[number], width <= widths[owner] ?? 0 {
            table = owner
        } else {
            // Told by the number of columns alone, if only one table has so many.
            let candidates = widths.filter { $0.value == width }
            guard candidates.count == 1, let only = candidates.first else { return }
            table = only.key
        }
        rows[table, default: []] += found
        count += found.count
    }
}
