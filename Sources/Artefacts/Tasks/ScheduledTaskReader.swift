import Model

/// Scheduled tasks of Windows: the XML files of `System32/Tasks`, and the `.job` files before.
package enum ScheduledTaskReader: ArtefactReader {
    package static let limit = 1 << 20
    private static let namespace = "schemas.microsoft.com/windows/2004/02/mit/task"

    package static func recognises(head: UnsafeRawBufferPointer, path: ArtefactPath) -> Bool {
        if path.text.hasSuffix(".job") { return isJob(head) }
        // The namespace, which tells for certain, stands behind the head. Few files begin so; each has a path to search.
        return (head.starts(with: [0xFF, 0xFE, 0x3C, 0]) || head.starts(with: [0x3C, 0x3F]))
            && path.contains("/tasks/")
    }

    package static func read(_ bytes: UnsafeRawBufferPointer, into collector: inout HistoryCollector) {
        collector.source = "task"
        if isJob(bytes) { return readJob(bytes, into: &collector) }
        let text: String
        if bytes.starts(with: [0xFF, 0xFE]) {
            text = UnsafeRawBufferPointer(rebasing: bytes[2...]).utf16Text
        } else {
            text = String(decoding: bytes, as: UTF8.self)
        }
        guard text.contains(namespace) else { return }
        let name = MarkupText.first("URI", in: text) ?? collector.locator.ownPath.text
        let written = HistoryRemark.note([
            "task \(name)", MarkupText.first("Author", in: text).map { "by \($0)" },
            MarkupText.first("Date", in: text).map { "registered \($0)" },
            MarkupText.first("Enabled", in: text) == "false" ? "switched off" : nil,
        ])
        for command in MarkupText.all("Command", in: text) {
            let arguments = MarkupText.first("Arguments", in: text)
            let line = [command, arguments].compactMap { $0 }.joined(separator: " ")
            collector.addProgram(line, .configured, text: StartPrograms.program(in: command), note: written)
            collector.add(Trace(.command, line, .configured, detail: "task \(name)"))
        }
    }

    /// File version 1 and the offset of the name behind the fixed part.
    private static func isJob(_ bytes: UnsafeRawBufferPointer) -> Bool {
        bytes.little(UInt16.self, at: 2) == 1 && bytes.little(UInt16.self, at: 20) == 70
    }

    private static func readJob(_ bytes: UnsafeRawBufferPointer, into collector: inout HistoryCollector) {
        guard let program = text(bytes, at: 70) else { return }
        let arguments = text(bytes, at: 72 + program.utf16.count * 2 + 2)
        let fields = (0..<8).map { bytes.little(UInt16.self, at: 52 + $0 * 2) ?? 0 }
        let ran =
            fields[0] == 0
            ? nil
            : UTCDate.seconds("\(fields[0])-\(fields[1])-\(fields[3]) \(fields[4]):\(fields[5]):\(fields[6])")
        let line = [program, arguments].compactMap { $0 }.joined(separator: " ")
        collector.addProgram(
            line, ran == nil ? .configured : .executed, text: program, time: HistoryTime(ran, .unixSeconds),
            note: ran == nil ? "never run" : "last run, in the computer's local time")
    }

    /// A count of characters with the closing zero, then the characters.
    private static func text(_ bytes: UnsafeRawBufferPointer, at offset: Int) -> String? {
        guard let units = bytes.little(UInt16.self, at: offset), units > 0,
            let piece = bytes.slice(at: offset + 2, length: Int(units) * 2)
        else { return nil }
        let text = piece.utf16Text
        return text.isEmpty ? nil : text
    }
}

/// Texts of elements in simple XML, for files whose schema is known: no nesting, no entities but the five.
enum MarkupText {
    private static let mostElements = 1000

    static func first(_ name: String, in text: String) -> String? { all(name, in: text, most: 1).first }

    static func all(_ name: String, in text: String, most: Int = mostElements) -> [String] {
        let bytes = Array(text.utf8)
        let closing = Array("</\(name)>".utf8)
        var found: [String] = []
        bytes.withUnsafeBytes { all in
            var offset = 0
            while found.count < most, let start = all.firstOffset(of: Array("<\(name)".utf8), from: offset) {
                offset = start + name.utf8.count + 1
                // `<Command>` and `<Command x="">`, not `<Commander>`.
                guard offset < all.count, [0x3E, 0x20, 0x09, 0x0A, 0x0D].contains(all[offset]),
                    let open = all.firstOffset(of: [0x3E], from: offset),
                    let end = all.firstOffset(of: closing, from: open)
                else { continue }
                let inner = String(decoding: all[(open + 1)..<end], as: UTF8.self)
                found.append(
                    inner.replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing("&quot;", with: "\"")
                        .replacing("&apos;", with: "'").replacing("&amp;", with: "&"))
                offset = end
            }
        }
        return found
    }
}
