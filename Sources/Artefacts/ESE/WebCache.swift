import Model

/// `WebCacheV01.dat` of Internet Explorer 10 and 11 and of the first Edge (containers as in plaso's
/// `msie_webcache.py`).
enum WebCache {
    private struct Container {
        let id: UInt64
        let name: String
        let folder: String
    }

    static func read(_ database: ESEDatabase, into collector: inout HistoryCollector) {
        var containers: [Container] = []
        database.table("Containers")?.forEachRecord { record in
            if let id = record.number("ContainerId"), let name = record.text("Name"), containers.count < 10_000 {
                containers.append(Container(id: id, name: name, folder: record.text("Directory") ?? ""))
            }
            return true
        }
        for container in containers {
            let lower = container.name.lowercased()
            let isDownloads = lower == "iedownload"
            guard isDownloads || lower == "history" || lower.hasPrefix("mshist") else { continue }
            collector.source =
                container.folder.lowercased().contains("microsoftedge") ? "edge-legacy" : "internet-explorer"
            guard let table = database.table("Container_\(container.id)") else { continue }
            let lost = table.forEachRecord { record in
                isDownloads ? addDownload(record, to: &collector) : addVisit(record, to: &collector)
            }
            if lost > 0 { collector.note(WinnowError("ese-damaged", "records of an ESE database could not be read")) }
        }
    }

    /// - Returns: false when the collector is full.
    static func addVisit(_ record: some ESEFields, to collector: inout HistoryCollector) -> Bool {
        guard let stored = record.text("Url"), let address = InternetAddress(stored) else { return true }
        let page = HistoryPage(
            url: address.url, title: title(record.data("ResponseHeaders")), engines: collector.engines)
        let accessed = HistoryTime(filetime: record.number("AccessedTime"))
        let time = accessed.microseconds == nil ? HistoryTime(filetime: record.number("ModifiedTime")) : accessed
        let count = record.number("AccessCount").flatMap { Int(exactly: $0) } ?? 1
        guard
            collector.add(
                .visit, page, time: time, count: max(1, count), note: address.user.map { "user \($0)" })
        else { return false }
        collector.addSearch(of: page, time: time, intent: true, note: nil)
        return true
    }

    static func addDownload(_ record: some ESEFields, to collector: inout HistoryCollector) -> Bool {
        // The headers hold the addresses and the target, as texts behind a binary head.
        let texts = record.data("ResponseHeaders").map { $0.withUnsafeBytes { UTF16Runs.all(in: $0) } } ?? []
        let url = texts.last { $0.contains("://") } ?? record.text("Url") ?? ""
        let target = texts.last { $0.dropFirst().hasPrefix(":\\") }
        let page = HistoryPage(url: url, title: target, engines: collector.engines)
        return collector.add(.download, page, time: HistoryTime(filetime: record.number("AccessedTime")))
    }

    /// The page's title: the text behind its length in the properties of a history entry.
    private static func title(_ headers: [UInt8]?) -> String? {
        headers?.withUnsafeBytes { UTF16Runs.all(in: $0).first { !$0.contains("://") && $0.count > 2 } }
    }
}

/// An address as Internet Explorer stores it: `Visited: user@http://...`, `:2024010120240102: user@http://...`.
struct InternetAddress {
    let url: String
    let user: String?
    /// First and last day of a daily or weekly list, eight digits each.
    let days: (first: Substring, last: Substring)?

    /// Nil for binary values and what is no page: cookies, hosts.
    init?(_ stored: String) {
        guard let first = stored.unicodeScalars.first, first.value >= 0x20 else { return nil }
        var rest = stored[...]
        var days: (Substring, Substring)?
        if rest.hasPrefix(":") {
            let range = rest.dropFirst().prefix { $0.isASCII && $0.isNumber }
            guard range.count == 16, rest.dropFirst(17).hasPrefix(":") else { return nil }
            days = (range.prefix(8), range.suffix(8))
            rest = rest.dropFirst(18)
        } else if rest.hasPrefix("Visited:") {
            rest = rest.dropFirst(8)
        } else if rest.hasPrefix("Cookie:") || rest.hasPrefix("iedownload:") || rest.hasPrefix("DOMStore:") {
            return nil
        }
        rest = rest.drop { $0 == " " }
        // The user's name ends before the address, which may hold an `@` of its own.
        let scheme = rest.utf8.firstRange(of: "://".utf8)?.lowerBound ?? rest.endIndex
        if let at = rest[..<scheme].lastIndex(of: "@") {
            user = String(rest[..<at])
            rest = rest[rest.index(after: at)...]
        } else {
            user = nil
        }
        // `:Host: example.org` repeats the host of other entries.
        guard !rest.isEmpty, !rest.hasPrefix(":Host:") else { return nil }
        self.days = days
        url = String(rest)
    }

    var isDaily: Bool {
        guard let days, let first = UTCDate.day(days.first), let last = UTCDate.day(days.last) else { return false }
        return last - first == 1
    }
}

/// Texts in UTF-16LE among other bytes, on even places.
enum UTF16Runs {
    static func all(in bytes: UnsafeRawBufferPointer, least: Int = 3) -> [String] {
        var found: [String] = []
        var run: [UInt16] = []
        var offset = 0
        while let unit = bytes.little(UInt16.self, at: offset) {
            if unit >= 0x20, unit != 0xFFFF, unit & 0xFF00 != 0xD800 {
                run.append(unit)
            } else {
                if run.count >= least { found.append(String(decoding: run, as: UTF16.self)) }
                run.removeAll(keepingCapacity: true)
            }
            offset += 2
        }
        if run.count >= least { found.append(String(decoding: run, as: UTF16.self)) }
        return found
    }
}
