import Model

/// One finding with the hits that show it.
struct FindingSection {
    /// As many hits as a page shows with a finding, however many a device has.
    private static let mostShown = 20
    let finding: Finding
    let images: [String]

    var html: String {
        let route = finding.route.map { ", route: \(Page.text($0)) within \(finding.target.words)" } ?? ""
        return """
            <section>
            <h3>\(Page.text(finding.category)): \(Page.text(finding.summary))</h3>
            <p>\(Page.outcome(finding.outcome)); severity: \(finding.severity.rawValue)\(route); rule: \
            \(Page.text(finding.rule)).</p>
            \(places)\(matches)\(commands)
            </section>

            """
    }

    private var shown: ArraySlice<Hit> { finding.examples.prefix(Self.mostShown) }

    private var amount: String { "\(shown.count) of \(finding.hits) hits" }

    /// Older results do not name the image of a hit: with several images all are possible.
    private func image(of hit: Hit) -> String {
        if let image = hit.image { return Page.text(image) }
        return images.isEmpty ? "unknown" : images.map(Page.text).joined(separator: " or ")
    }

    private var places: String {
        var table = HTMLTable(
            "Where: \(amount), in the order of the medium",
            [
                .number("No."), .text("Path"), .text("In the archive"), .text("State"), .number("Byte offset"),
                .text("File system"),
                .number("Volume offset"), .text("Address"), .text("Image"),
            ])
        table.rows = shown.enumerated().map { number, hit in
            let place = hit.locator
            let address = String(place.metaAddress) + (place.attribute.map { "-" + $0 } ?? "")
            return [
                String(number + 1), Page.code(place.path.text),
                place.inner.map { Page.code($0.text) } ?? "", place.state.rawValue,
                place.byteOffset?.grouped ?? "none", Page.text(place.fileSystem), place.volumeOffset.grouped,
                Page.code(address), image(of: hit),
            ]
        }
        return table.html
    }

    private var matches: String {
        var table = HTMLTable(
            "What: the same hits",
            [
                .number("No."), .text("Analyzer"), .text("Term"), .text("List"), .text("Category"),
                .text("Field or encoding"), .text("Context"), .number("Count"), .text("First and last time (UTC)"),
            ])
        table.rows = shown.enumerated().map { number, hit in
            [
                String(number + 1), Page.text(hit.analyzer), Page.code(hit.term), Page.text(hit.list),
                Page.text(hit.category ?? ""), Page.field(hit.encoding), Page.text(hit.context ?? ""),
                hit.count.grouped, times(hit),
            ]
        }
        return table.html
    }

    private func times(_ hit: Hit) -> String {
        guard let first = hit.firstTime, let last = hit.lastTime else { return "" }
        let (from, to) = (ReportTime.text(microseconds: first), ReportTime.text(microseconds: last))
        return from == to ? from : "\(from) to \(to)"
    }

    private var commands: String {
        let lines = shown.enumerated().compactMap { number, hit in
            RepeatCommand.line(hit, image: hit.image ?? (images.count == 1 ? images[0] : "IMAGE")).map {
                "# \(number + 1)\n\(Escaping.html($0))\n"
            }
        }
        guard !lines.isEmpty else { return "" }
        let fetched = Set(shown.compactMap { $0.image ?? (images.count == 1 ? images[0] : nil) }).sorted()
            .compactMap(RepeatCommand.fetch).map { "# first\n\(Escaping.html($0))\n" }
        return "<h3>To repeat by hand</h3>\n<pre><code>\((fetched + lines).joined())</code></pre>"
    }
}

extension TimeTarget {
    var words: String {
        switch self {
        case .day: "a day"
        case .week: "a week"
        case .twoWeeks: "two weeks"
        case .thirtyDays: "thirty days"
        }
    }
}
