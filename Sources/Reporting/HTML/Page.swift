import Model

/// A whole page: no script, no link to anything outside the report, nothing of evidence but escaped text.
enum Page {
    static func html(
        title: String, home: String?, report: BatchReport, style: String? = nil, main: String
    ) -> String {
        let crumb = home.map { "<nav aria-label=\"Report\"><a href=\"\($0)\">All devices</a></nav>" } ?? ""
        let time = report.generatedAt.map { " on \(Escaping.html($0))" } ?? ""
        return """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src '\(Style.source)'; \
            base-uri 'none'; form-action 'none'">
            <meta name="referrer" content="no-referrer">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>\(Escaping.html(title))</title>
            <style>\(Style.sheet)</style>
            </head>
            <body\(style.map { " class=\"\($0)\"" } ?? "")>
            <a class="skip" href="#main">Skip to content</a>
            <header>\(crumb)<p>Triage report, batch \(text(report.batch))</p></header>
            <main id="main">
            \(main)
            </main>
            <footer><p>Made by \(text(report.generatedBy))\(time). This report states observations. It grades no \
            picture and decides nothing; decisions are made and recorded by named persons.</p></footer>
            </body>
            </html>

            """
    }

    /// Text that may come from evidence: escaped, and kept from changing the direction of its surroundings.
    static func text(_ text: String) -> String { "<bdi>\(Escaping.html(text))</bdi>" }

    static func code(_ text: String) -> String { "<code><bdi>\(Escaping.html(text))</bdi></code>" }

    /// An outcome as a word with a shape of its own, so that no colour is needed to read it.
    static func outcome(_ outcome: Outcome) -> String {
        let shape =
            switch outcome {
            case .escalate: "&#9650;"
            case .review: "&#9670;"
            case .inconclusive: "&#9711;"
            case .negative: "&#9644;"
            }
        return "<span class=\"outcome \(outcome.rawValue)\"><span aria-hidden=\"true\">\(shape)</span> "
            + "\(words(outcome))</span>"
    }

    /// Where in a file a hit stands: a field's name as it is, but for what a machine has read.
    static func field(_ encoding: String?) -> String {
        switch encoding {
        case "recognised-text": "text recognised in picture"
        case "recognised-text-uncertain": "text recognised in picture, with little confidence"
        default: text(encoding ?? "")
        }
    }

    static func words(_ outcome: Outcome) -> String {
        switch outcome {
        case .escalate: "Escalate"
        case .review: "Review"
        case .inconclusive: "Inconclusive"
        case .negative: "Negative within coverage"
        }
    }
}
