import Foundation
import Model

/// Property lists of macOS and iOS that tell of history: installations, downloads, bookmarks, Safari's old history,
/// its open tabs and its recent searches, what Onion Browser leaves, and the store's word of an app.
package enum PropertyListReader: ArtefactReader {
    package static let limit = 64 << 20
    /// Levels of folders of bookmarks.
    private static let deepest = 64

    private static let names: [String: Substring] = [
        "installhistory.plist": "install", "downloads.plist": "downloads", "bookmarks.plist": "bookmarks",
        "history.plist": "history", "lastsession.plist": "tabs", "recentlyclosedtabs.plist": "tabs",
        "com.apple.mobilesafari.plist": "searches", "com.apple.safari.plist": "searches",
        "hsts_cache.plist": "hosts", "itunesmetadata.plist": "app",
    ]

    package static func recognises(head: UnsafeRawBufferPointer, path: ArtefactPath) -> Bool {
        names[String(path.name)] != nil
            && (head.starts(with: Array("bplist0".utf8)) || head.starts(with: [0x3C, 0x3F]))
    }

    package static func read(_ bytes: UnsafeRawBufferPointer, into collector: inout HistoryCollector) {
        let name = ArtefactPath(collector.locator.ownPath).name
        // Foundation takes what is no property list of either format for a text of the old one.
        guard let list = try? PropertyListSerialization.propertyList(from: Data(bytes), format: nil),
            list is [String: Any] || list is [Any]
        else {
            return collector.note(WinnowError("plist-damaged", "a property list of history could not be read"))
        }
        let root = list as? [String: Any] ?? [:]
        switch names[String(name)] {
        case "install": readInstallations(list as? [[String: Any]] ?? [], into: &collector)
        case "downloads": readDownloads(root, into: &collector)
        case "bookmarks": readBookmarks(list, depth: 0, into: &collector)
        case "history": readHistory(root, into: &collector)
        case "tabs": readTabs(list, depth: 0, into: &collector)
        case "searches": readSearches(root, into: &collector)
        case "hosts": readHosts(list, into: &collector)
        case "app": readApp(root, into: &collector)
        default: break
        }
    }

    private static func readInstallations(_ items: [[String: Any]], into collector: inout HistoryCollector) {
        collector.source = "install-history"
        for item in items {
            guard let name = item["displayName"] as? String else { continue }
            collector.addProgram(
                name, .installed, subject: .name, time: HistoryTime(item["date"] as? Date),
                note: HistoryRemark.note([
                    (item["displayVersion"] as? String).map { "version \($0)" },
                    (item["processName"] as? String).map { "by \($0)" },
                ]))
        }
    }

    /// What the store wrote beside an app of iOS.
    private static func readApp(_ root: [String: Any], into collector: inout HistoryCollector) {
        guard let identifier = root["softwareVersionBundleId"] as? String else { return }
        collector.source = "ios-apps"
        let bought = (root["com.apple.iTunesStore.downloadInfo"] as? [String: Any])?["purchaseDate"] as? String
        let time = bought.flatMap { UTCDate.seconds($0) }.map { HistoryTime($0, .unixSeconds) }
        collector.addProgram(
            identifier, .installed, subject: .name, time: time,
            note: HistoryRemark.note([
                root["itemName"] as? String, (root["artistName"] as? String).map { "by \($0)" },
                time == nil ? nil : "the time is when it was got from the store",
            ]))
    }

    private static func readDownloads(_ root: [String: Any], into collector: inout HistoryCollector) {
        collector.source = "safari"
        for item in root["DownloadHistory"] as? [[String: Any]] ?? [] {
            guard let url = item["DownloadEntryURL"] as? String else { continue }
            let page = HistoryPage(url: url, title: item["DownloadEntryPath"] as? String, engines: collector.engines)
            let date = item["DownloadEntryDateAddedKey"] as? Date ?? item["DownloadEntryDateFinishedKey"] as? Date
            guard collector.add(.download, page, time: HistoryTime(date)) else { return }
        }
    }

    private static func readBookmarks(_ node: Any, depth: Int, into collector: inout HistoryCollector) {
        guard depth < deepest else { return }
        collector.source = collector.locator.ownPath.text.contains("OnionBrowser") ? "onion-browser" : "safari"
        // Onion Browser keeps a plain list.
        let children = (node as? [String: Any])?["Children"] as? [Any] ?? node as? [Any] ?? []
        for child in children {
            guard let item = child as? [String: Any] else { continue }
            if let url = item["URLString"] as? String ?? item["url"] as? String {
                let title = (item["URIDictionary"] as? [String: Any])?["title"] as? String ?? item["name"] as? String
                let reading = (item["ReadingList"] as? [String: Any])?["DateAdded"] as? Date
                let page = HistoryPage(url: url, title: title, engines: collector.engines)
                guard
                    collector.add(
                        .bookmark, page, time: HistoryTime(reading), note: reading == nil ? nil : "on the reading list")
                else { return }
            }
            readBookmarks(item, depth: depth + 1, into: &collector)
        }
    }

    /// Safari until version 7: the address is the value of an empty key.
    private static func readHistory(_ root: [String: Any], into collector: inout HistoryCollector) {
        collector.source = "safari"
        for item in root["WebHistoryDates"] as? [[String: Any]] ?? [] {
            guard let url = item[""] as? String ?? item["url"] as? String else { continue }
            let page = HistoryPage(url: url, title: item["title"] as? String, engines: collector.engines)
            let stored =
                (item["lastVisitedDate"] as? String).flatMap { Double($0) } ?? item["lastVisitedDate"] as? Double
            let time = HistoryTime(cocoa: stored)
            guard collector.add(.visit, page, time: time, count: max(1, item["visitCount"] as? Int ?? 1)) else {
                return
            }
            collector.addSearch(of: page, time: time, intent: true, note: nil)
        }
    }

    private static func readTabs(_ node: Any, depth: Int, into collector: inout HistoryCollector) {
        guard depth < deepest else { return }
        collector.source = "safari"
        if let item = node as? [String: Any] {
            if let url = item["TabURL"] as? String {
                let page = HistoryPage(url: url, title: item["TabTitle"] as? String, engines: collector.engines)
                let time = HistoryTime(item["LastVisitTime"] as? Date ?? item["DateClosed"] as? Date)
                guard collector.add(.visit, page, time: time, note: "an open or lately closed tab") else { return }
                collector.addSearch(of: page, time: time, intent: true, note: "an open or lately closed tab")
            }
            for key in item.keys.sorted() {
                if let next = item[key] { readTabs(next, depth: depth + 1, into: &collector) }
            }
        } else if let items = node as? [Any] {
            for next in items { readTabs(next, depth: depth + 1, into: &collector) }
        }
    }

    private static func readSearches(_ root: [String: Any], into collector: inout HistoryCollector) {
        collector.source = "safari"
        for item in root["RecentWebSearches"] as? [[String: Any]] ?? [] {
            guard let term = item["SearchString"] as? String else { continue }
            collector.addSearch(
                term, engine: nil, nil, time: HistoryTime(item["Date"] as? Date), note: "kept as a recent search")
        }
        for term in root["RecentSearchStrings"] as? [String] ?? [] {
            collector.addSearch(term, engine: nil, nil, time: nil, note: "kept as a recent search")
        }
    }

    /// Hosts that were really contacted; those that the browser ships with are flagged as preloaded.
    private static func readHosts(_ list: Any, into collector: inout HistoryCollector) {
        collector.source = "onion-browser"
        for (host, value) in (list as? [String: Any] ?? [:]).sorted(by: { $0.key < $1.key }) {
            guard (value as? [String: Any])?["preloaded"] as? Bool != true else { continue }
            let page = HistoryPage(url: "https://\(host)/", title: nil, engines: collector.engines)
            guard collector.add(.visit, page, time: nil, note: "a host that asked for HTTPS only") else { return }
        }
    }
}

extension HistoryTime {
    /// A property list's date; nil without one.
    init?(_ date: Date?) {
        guard let date else { return nil }
        self.init(cocoa: date.timeIntervalSinceReferenceDate)
    }
}
