import Model

/// Programs with their counts and last documents, as Windows 10's search kept them until version 1803.
enum RecentApps {
    static func read(_ hive: RegistryHive, into collector: inout HistoryCollector) {
        collector.source = "recent-apps"
        hive.key(#"Software\Microsoft\Windows\CurrentVersion\Search\RecentApps"#)?.forEachSubkey { app in
            guard let name = app.text("AppPath") ?? app.text("AppId") else { return true }
            let path = KnownFolder.expanded(name)
            let count = app.value("LaunchCount")?.number.flatMap { Int(exactly: $0) } ?? 1
            collector.addProgram(
                path, .executed, time: HistoryTime(filetime: app.value("LastAccessedTime")?.number), count: count)
            app.subkey("RecentItems")?.forEachSubkey { item in
                guard let document = item.text("Path") ?? item.text("DisplayName") else { return true }
                let page = HistoryPage(url: FileAddress.of(document), title: nil, engines: collector.engines)
                return collector.add(
                    .visit, page, time: HistoryTime(filetime: item.value("LastAccessedTime")?.number),
                    note: "opened with \(path)")
            }
            return !collector.isFull
        }
    }
}

/// Files that were opened, as addresses.
enum FileAddress {
    /// `file:///C:/a b.txt` of `C:\a b.txt`, `file://server/share` of `\\server\share`; kept readable, not encoded.
    static func of(_ path: String) -> String {
        let slashed = path.replacing("\\", with: "/")
        if slashed.hasPrefix("//") { return "file:" + slashed }
        return "file:///" + slashed.drop { $0 == "/" }
    }
}
