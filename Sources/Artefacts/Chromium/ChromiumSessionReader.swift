import Model

/// Session files of Chromium (`SNSS`): the addresses that tabs led to, also of tabs since closed.
package enum ChromiumSessionReader: ArtefactReader {
    package static let limit = 64 << 20
    /// Commands that hold a navigation: of sessions 6, of lately closed tabs 1.
    private static let navigations: Set<UInt8> = [1, 6]

    package static func recognises(head: UnsafeRawBufferPointer, path: ArtefactPath) -> Bool {
        head.starts(with: Array("SNSS".utf8))
    }

    package static func read(_ bytes: UnsafeRawBufferPointer, into collector: inout HistoryCollector) {
        collector.source = "chromium"
        var known: Set<String> = []
        var offset = 8
        while let size = bytes.little(UInt16.self, at: offset), size > 0,
            let command = bytes.slice(at: offset + 2, length: Int(size))
        {
            offset += 2 + Int(size)
            guard navigations.contains(command[0]), let found = navigation(command) else { continue }
            guard known.insert(found.url).inserted else { continue }
            let page = HistoryPage(url: found.url, title: found.title, engines: collector.engines)
            guard collector.add(.visit, page, time: nil, note: "in a tab of a kept session") else { return }
            collector.addSearch(of: page, time: nil, intent: true, note: "in a tab of a kept session")
        }
    }

    /// A pickle: its size, the tab, the place in the tab's list, the address in UTF-8, the title in UTF-16.
    private static func navigation(_ command: UnsafeRawBufferPointer) -> (url: String, title: String)? {
        guard let length = command.little(UInt32.self, at: 13), length > 0,
            let url = command.slice(at: 17, length: Int(length))
        else { return nil }
        let text = String(decoding: url, as: UTF8.self)
        guard text.utf8.firstRange(of: ":".utf8) != nil else { return nil }
        let after = 17 + (Int(length) + 3) & ~3
        let units = Int(command.little(UInt32.self, at: after) ?? 0)
        let title = units < 32768 ? command.slice(at: after + 4, length: units * 2)?.utf16Text : nil
        return (text, title ?? "")
    }
}
