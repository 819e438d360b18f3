import Model

/// What a person typed: addresses in Internet Explorer and Edge, folders in Explorer, commands in the Run window, and
/// search terms in Explorer.
enum TypedTexts {
    private static let explorer = #"Software\Microsoft\Windows\CurrentVersion\Explorer\"#
    private static let addresses = [
        #"Software\Microsoft\Internet Explorer\TypedURLs"#,
        #"Local Settings\Software\Microsoft\Windows\CurrentVersion\AppContainer\Storage\"#
            + #"microsoft.microsoftedge_8wekyb3d8bbwe\MicrosoftEdge\TypedURLs"#,
    ]

    static func read(_ hive: RegistryHive, into collector: inout HistoryCollector) {
        collector.source = "typed-urls"
        for place in addresses { readAddresses(hive, place, into: &collector) }
        collector.source = "typed-paths"
        hive.key(explorer + "TypedPaths")?.forEachValue { value in
            guard let path = value.text else { return true }
            let page = HistoryPage(url: FileAddress.of(path), title: nil, engines: collector.engines)
            return collector.add(.typed, page, time: nil, note: "typed in Explorer's address bar")
        }
        readCommands(hive, into: &collector)
        readSearches(hive, into: &collector)
    }

    private static func readAddresses(_ hive: RegistryHive, _ place: String, into collector: inout HistoryCollector) {
        guard let key = hive.key(place) else { return }
        let times = hive.key(place + "Time")
        key.forEachValue { value in
            guard let url = value.text, !url.isEmpty else { return true }
            let isPath = url.hasPrefix("\\\\") || url.dropFirst().hasPrefix(":\\")
            let page = HistoryPage(
                url: isPath ? FileAddress.of(url) : url, title: nil, engines: collector.engines)
            let time = times?.value(value.name)?.number.map { HistoryTime(filetime: $0) }
            // The list's newest entry was typed when the key was written.
            let newest = time == nil && value.name.lowercased() == "url1" ? key.lastWritten : nil
            // What Windows itself puts there first.
            let isDefault = url.hasPrefix("http://go.microsoft.com/fwlink/")
            guard
                collector.add(
                    .typed, page, time: time ?? newest, intent: !isDefault,
                    note: newest == nil ? nil : "time of the list, whose newest entry this is")
            else { return false }
            collector.addSearch(of: page, time: time ?? newest, intent: true, note: nil)
            return true
        }
    }

    private static func readCommands(_ hive: RegistryHive, into collector: inout HistoryCollector) {
        guard let key = hive.key(explorer + "RunMRU") else { return }
        collector.source = "run-window"
        let newest = key.text("MRUList")?.first.map(String.init)
        key.forEachValue { value in
            guard value.name != "MRUList", var command = value.text else { return true }
            if command.hasSuffix("\\1") { command.removeLast(2) }
            collector.addProgram(
                command, .executed, subject: .command, time: value.name == newest ? key.lastWritten : nil,
                note: "typed in the Run window")
            return !collector.isFull
        }
    }

    private static func readSearches(_ hive: RegistryHive, into collector: inout HistoryCollector) {
        collector.source = "explorer-search"
        if let key = hive.key(explorer + "WordWheelQuery") {
            let order = key.value("MRUListEx")?.data.flatMap { data in
                data.withUnsafeBytes { $0.little(UInt32.self, at: 0) }
            }
            key.forEachValue { value in
                guard UInt32(value.name) != nil, let data = value.data else { return true }
                let term = data.withUnsafeBytes { $0.utf16Text }
                collector.addSearch(
                    term, engine: "explorer", nil, time: UInt32(value.name) == order ? key.lastWritten : nil,
                    note: "searched for in Explorer")
                return !collector.isFull
            }
        }
        // Windows XP: files, text in files, pictures, people.
        hive.key(#"Software\Microsoft\Search Assistant\ACMru"#)?.forEachSubkey { group in
            group.forEachValue { value in
                if let term = value.text {
                    collector.addSearch(
                        term, engine: "explorer", nil, time: value.name == "000" ? group.lastWritten : nil,
                        note: "searched for on this computer")
                }
                return !collector.isFull
            }
            return !collector.isFull
        }
    }
}
