import Model

/// All hits of one device, a page of a few hundred at a time, so that any browser opens any of them at once.
struct HitPages {
    static let perPage = 250
    let report: BatchReport
    let index: Int
    private var rows: [(hit: Hit, image: String)] = []
    private var number = 0
    private var before = 0

    init(report: BatchReport, index: Int) {
        self.report = report
        self.index = index
    }

    var device: DeviceReport { report.devices[index] }

    static func count(_ device: DeviceReport) -> Int { (device.hitsCount + perPage - 1) / perPage }

    /// From the report's folder.
    static func path(_ index: Int, page: Int) -> String {
        HTMLReport.devicePath(index).replacing(".html", with: "-hits-\(page).html")
    }

    /// The name beside the device's own page.
    static func name(_ index: Int, page: Int) -> String { String(path(index, page: page).dropFirst("devices/".count)) }

    /// - Returns: a page once it is full.
    mutating func add(_ hit: Hit, image: String) -> (path: String, content: String)? {
        rows.append((hit, image))
        return rows.count == Self.perPage ? page() : nil
    }

    /// - Returns: the last page, unless it was empty.
    mutating func finish() -> (path: String, content: String)? { rows.isEmpty ? nil : page() }

    private mutating func page() -> (path: String, content: String) {
        number += 1
        let content = html
        before += rows.count
        rows.removeAll(keepingCapacity: true)
        return (Self.path(index, page: number), content)
    }

    private var html: String {
        let pages = max(Self.count(device), number)
        let title = "Hits of exhibit \(device.exhibit), page \(number) of \(pages)"
        return Page.html(
            title: title, home: "../index.html", report: report,
            main: """
                <h1>Hits of exhibit \(Page.text(device.exhibit))</h1>
                <p>Page \(number) of \(pages): hits \((before + 1).grouped) to \((before + rows.count).grouped) of \
                \(max(device.hitsCount, before + rows.count).grouped), in the order of the medium. All analyzers' \
                hits stand here, also those that no rule makes a finding of.</p>
                \(links(pages))
                \(table)
                \(links(pages))
                """)
    }

    private func links(_ pages: Int) -> String {
        let device = HTMLReport.devicePath(index).dropFirst("devices/".count)
        var links = ["<a href=\"\(device)\">Exhibit \(Page.text(self.device.exhibit))</a>"]
        for (text, page) in [("First", 1), ("Previous", number - 1), ("Next", number + 1), ("Last", pages)]
        where (1...pages).contains(page) && page != number {
            links.append("<a href=\"\(Self.name(index, page: page))\">\(text)</a>")
        }
        return "<nav class=\"pages\" aria-label=\"Pages of hits\">\(links.joined(separator: " "))</nav>\n"
    }

    private var table: String {
        var table = HTMLTable(
            "Hits",
            [
                .number("No."), .text("Path"), .text("Inside it"), .text("State"), .text("Analyzer"), .text("Term"),
                .text("List"),
                .text("Field or encoding"), .number("Byte offset"), .text("Context"), .number("Count"),
                .text("To repeat"),
            ])
        table.rows = rows.enumerated().map { offset, row in
            let hit = row.hit
            let command = RepeatCommand.line(hit, image: row.image)
            return [
                (before + offset + 1).grouped, Page.code(hit.locator.path.text),
                hit.locator.inner.map { Page.code($0.text) } ?? "", hit.locator.state.rawValue,
                Page.text(hit.analyzer), Page.code(hit.term), Page.text(hit.list), Page.field(hit.encoding),
                hit.locator.byteOffset?.grouped ?? "none", Page.text(hit.context ?? ""), hit.count.grouped,
                command.map(Page.code) ?? "no single command",
            ]
        }
        return table.html
    }
}
