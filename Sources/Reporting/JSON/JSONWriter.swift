/// Writes JSON piece by piece, in the order in which it is told, so that a document may be larger than memory.
struct JSONWriter {
    private(set) var text = ""
    /// For every open object and list: whether it has an entry already.
    private var open: [Bool] = []
    private var afterKey = false

    mutating func beginObject() { begin("{") }
    mutating func endObject() { end("}") }
    mutating func beginList() { begin("[") }
    mutating func endList() { end("]") }

    mutating func key(_ name: String) {
        separate()
        text += Self.quoted(name) + ":"
        afterKey = true
    }

    mutating func add(_ value: JSONValue) {
        switch value {
        case .text(let text): scalar(Self.quoted(text))
        case .flag(let flag): scalar(flag ? "true" : "false")
        case .number(let number): scalar(String(number))
        case .list(let values):
            beginList()
            for value in values { add(value) }
            endList()
        case .object(let fields):
            beginObject()
            for (name, value) in fields {
                key(name)
                add(value)
            }
            endObject()
        }
    }

    mutating func lineBreak() { text += "\n" }

    /// What has been written so far, which is then forgotten.
    mutating func take() -> String {
        defer { text = "" }
        return text
    }

    private mutating func begin(_ bracket: String) {
        separate()
        text += bracket
        open.append(false)
    }

    private mutating func end(_ bracket: String) {
        text += bracket
        _ = open.popLast()
    }

    private mutating func scalar(_ value: String) {
        separate()
        text += value
    }

    private mutating func separate() {
        defer { afterKey = false }
        guard !afterKey, let last = open.indices.last else { return }
        if open[last] { text += "," }
        open[last] = true
    }

    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{2028}", "\u{2029}":
                let hex = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
