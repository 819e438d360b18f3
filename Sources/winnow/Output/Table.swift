/// Aligned columns for people.
enum Table {
    /// Cells must be escaped already.
    static func text(columns: [String], rows: [[String]]) -> String {
        let widths = columns.indices.map { column in
            max(columns[column].count, rows.map { $0[column].count }.max() ?? 0)
        }
        let numeric = columns.indices.map { column in
            !rows.isEmpty && rows.allSatisfy { $0[column].allSatisfy { $0.isNumber || ".,%".contains($0) } }
        }
        func line(_ cells: [String]) -> String {
            let padded = cells.indices.map { column in
                let space = String(repeating: " ", count: widths[column] - cells[column].count)
                return numeric[column] ? space + cells[column] : cells[column] + space
            }
            var text = padded.joined(separator: "  ")
            while text.last == " " { text.removeLast() }
            return text + "\n"
        }
        return line(columns.map { $0.uppercased() }) + rows.map(line).joined()
    }
}
