import Model

/// A table with caption and scopes; cells are finished HTML.
struct HTMLTable {
    struct Column {
        var name: String
        var isNumber = false

        static func text(_ name: String) -> Column { Column(name: name) }
        static func number(_ name: String) -> Column { Column(name: name, isNumber: true) }
    }

    var caption: String
    var columns: [Column]
    var rows: [[String]] = []
    var total: [String]?

    init(_ caption: String, _ columns: [Column]) {
        self.caption = caption
        self.columns = columns
    }

    var html: String {
        let head = columns.map { "<th scope=\"col\"\(Self.style($0))>\(Escaping.html($0.name))</th>" }.joined()
        let body = rows.map { "<tr>\(cells($0))</tr>\n" }.joined()
        let foot = total.map { "<tfoot><tr>\(cells($0))</tr></tfoot>" } ?? ""
        return """
            <div class="table" tabindex="0" role="region" aria-label="\(Escaping.html(caption))"><table>
            <caption>\(Escaping.html(caption))</caption>
            <thead><tr>\(head)</tr></thead>
            <tbody>
            \(body)</tbody>\(foot)
            </table></div>

            """
    }

    private func cells(_ values: [String]) -> String {
        var html = ""
        for (index, value) in values.enumerated() where index < columns.count {
            let style = Self.style(columns[index])
            html += index == 0 ? "<th scope=\"row\"\(style)>\(value)</th>" : "<td\(style)>\(value)</td>"
        }
        return html
    }

    private static func style(_ column: Column) -> String { column.isNumber ? " class=\"number\"" : "" }
}

extension BinaryInteger {
    /// With thin spaces between thousands, which break no line.
    var grouped: String {
        let digits = String(self)
        var result = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index).isMultiple(of: 3), result != "-" { result += "&#8239;" }
            result.append(digit)
        }
        return result
    }
}
