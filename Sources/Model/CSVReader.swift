/// Comma-separated values as RFC 4180 has them, with the line number of every record.
package struct CSVReader {
    package struct Record {
        package var line: Int
        package var fields: [String]
    }

    /// - Parameter name: what errors call the text (its file).
    package static func records(_ text: String, name: String) throws(WinnowError) -> [Record] {
        var records: [Record] = []
        var fields: [String] = []
        var field = ""
        var quoted = false
        var wasQuoted = false
        var line = 1
        var start = 1
        var characters = Array(text.unicodeScalars)
        if characters.first == "\u{FEFF}" { characters.removeFirst() }
        var index = 0
        func end() {
            fields.append(field)
            if fields != [""] { records.append(Record(line: start, fields: fields)) }
            fields = []
            field = ""
            wasQuoted = false
        }
        while index < characters.count {
            let scalar = characters[index]
            index += 1
            if scalar == "\n" { line += 1 }
            if quoted {
                if scalar != "\"" {
                    field.unicodeScalars.append(scalar)
                } else if index < characters.count, characters[index] == "\"" {
                    field.unicodeScalars.append("\"")
                    index += 1
                } else {
                    quoted = false
                }
                continue
            }
            switch scalar {
            case "\"" where field.isEmpty && !wasQuoted:
                quoted = true
                wasQuoted = true
            case ",":
                fields.append(field)
                field = ""
                wasQuoted = false
            case "\r": break
            case "\n":
                end()
                start = line
            default: field.unicodeScalars.append(scalar)
            }
        }
        if quoted { throw WinnowError("manifest-invalid", "\(name):\(start): a quoted field is not closed") }
        end()
        return records
    }
}
