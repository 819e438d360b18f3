import Foundation
import Model

/// `Bookmarks` of Chromium and its kin: JSON.
package enum ChromiumBookmarksReader: ArtefactReader {
    package static let limit = 32 << 20
    private static let deepest = 64

    package static func recognises(head: UnsafeRawBufferPointer, path: ArtefactPath) -> Bool {
        (path.name == "bookmarks" || path.name == "bookmarks.bak") && head.first == UInt8(ascii: "{")
    }

    package static func read(_ bytes: UnsafeRawBufferPointer, into collector: inout HistoryCollector) {
        collector.source = "chromium"
        guard let root = try? JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any],
            let roots = root["roots"] as? [String: Any]
        else { return collector.note(WinnowError("bookmarks-damaged", "a file of bookmarks could not be read")) }
        for key in roots.keys.sorted() { if let node = roots[key] { read(node, depth: 0, into: &collector) } }
    }

    private static func read(_ node: Any, depth: Int, into collector: inout HistoryCollector) {
        guard depth < deepest, let item = node as? [String: Any] else { return }
        if let url = item["url"] as? String {
            let page = HistoryPage(url: url, title: item["name"] as? String, engines: collector.engines)
            let added = (item["date_added"] as? String).flatMap { Int64($0) }
            guard collector.add(.bookmark, page, time: HistoryTime(added, .webkitMicroseconds)) else { return }
        }
        for child in item["children"] as? [Any] ?? [] { read(child, depth: depth + 1, into: &collector) }
    }
}
