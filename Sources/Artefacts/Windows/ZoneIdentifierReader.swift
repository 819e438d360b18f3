import Model

/// The stream `Zone.Identifier` of a downloaded file: where it came from. It outlives the clearing of every browser.
package enum ZoneIdentifierReader: ArtefactReader {
    package static let limit = 64 << 10
    private static let mark = Array("[ZoneTransfer]".utf8)

    package static func recognises(head: UnsafeRawBufferPointer, path: ArtefactPath) -> Bool {
        head.starts(with: mark) || head.starts(with: [0xEF, 0xBB, 0xBF] + mark)
    }

    package static func read(_ bytes: UnsafeRawBufferPointer, into collector: inout HistoryCollector) {
        collector.source = "zone-identifier"
        var values: [String: String] = [:]
        for line in String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline) {
            guard let sign = line.firstIndex(of: "=") else { continue }
            values[line[..<sign].lowercased()] = String(line[line.index(after: sign)...])
        }
        // Without an address it tells only that the file came from somewhere else.
        guard let url = values["hosturl"] ?? values["referrerurl"], url != "about:internet" else { return }
        let path = collector.locator.ownPath.text
        let file = path.hasSuffix(":Zone.Identifier") ? String(path.dropLast(16)) : path
        _ = collector.add(
            .download, HistoryPage(url: url, title: file, engines: collector.engines), time: nil,
            note: HistoryRemark.note([
                "marked on download", values["referrerurl"].flatMap { $0 == url ? nil : "referred by \($0)" },
            ]))
    }
}
