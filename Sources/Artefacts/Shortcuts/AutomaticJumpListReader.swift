import Model

/// `*.automaticDestinations-ms`: what was opened with one program. An OLE file with a shortcut a stream and the stream
/// `DestList` that says when each was opened last (layout as in libyal's dtformats, "Jump lists format").
package enum AutomaticJumpListReader: ArtefactReader {
    /// Other OLE files may be larger; jump lists are not.
    package static let limit = 16 << 20

    package static func recognises(head: UnsafeRawBufferPointer, path: ArtefactPath) -> Bool {
        head.starts(with: OLEFile.magic)
    }

    package static func read(_ bytes: UnsafeRawBufferPointer, into collector: inout HistoryCollector) {
        // Documents of Office are OLE files too; only the name of the stream tells.
        guard bytes.contains(utf16: "DestList") else { return }
        guard let file = OLEFile(bytes) else {
            return collector.note(WinnowError("jump-list-damaged", "a jump list could not be read"))
        }
        collector.source = "jump-list"
        let application = String(collector.locator.ownPath.text.split(separator: "/").last?.prefix { $0 != "." } ?? "")
        var listed: Set<String> = []
        let list = file.stream("DestList") ?? []
        list.withUnsafeBytes { bytes in
            for entry in DestinationEntry.all(in: bytes) {
                listed.insert(entry.stream)
                add(entry, file, application, to: &collector)
            }
        }
        // A shortcut that the list has dropped.
        for name in file.streams where name != "DestList" && !listed.contains(name.lowercased()) {
            file.stream(name)?.withUnsafeBytes { bytes in
                Shortcut(bytes)?.add(to: &collector, remark: "no longer in the list of \(application)")
            }
        }
    }

    private static func add(
        _ entry: DestinationEntry, _ file: OLEFile, _ application: String, to collector: inout HistoryCollector
    ) {
        let remark = HistoryRemark.note([
            "opened with application \(application)", entry.isPinned ? "pinned" : nil,
            entry.host.isEmpty ? nil : "on \(entry.host)",
        ])
        let shortcut = file.stream(entry.stream).flatMap { bytes in bytes.withUnsafeBytes { Shortcut($0) } }
        if let shortcut, shortcut.target != nil {
            return shortcut.add(to: &collector, opened: entry.opened, count: entry.count, remark: remark)
        }
        guard !entry.path.isEmpty else { return }
        let page = HistoryPage(url: FileAddress.of(entry.path), title: nil, engines: collector.engines)
        _ = collector.add(.visit, page, time: entry.opened, count: max(1, entry.count), note: remark)
    }
}

/// One entry of a `DestList`.
package struct DestinationEntry {
    /// The number of its shortcut's stream, in hexadecimal.
    package let stream: String
    let host: String
    package let path: String
    let opened: HistoryTime
    let isPinned: Bool
    let count: Int

    private static let mostEntries = 10_000

    package static func all(in bytes: UnsafeRawBufferPointer) -> [DestinationEntry] {
        guard let version = bytes.little(UInt32.self, at: 0), (1...6).contains(version),
            let stated = bytes.little(UInt32.self, at: 4)
        else { return [] }
        // Windows 10 put the count of openings in, and four bytes behind the path.
        let isNew = version >= 3
        let fixed = isNew ? 130 : 114
        var offset = 32
        var found: [DestinationEntry] = []
        for _ in 0..<min(Int(stated), mostEntries) {
            guard let head = bytes.slice(at: offset, length: fixed),
                let units = head.little(UInt16.self, at: fixed - 2),
                let path = bytes.slice(at: offset + fixed, length: Int(units) * 2),
                let number = head.little(UInt32.self, at: 88), let pin = head.little(Int32.self, at: 108)
            else { break }
            let host = head[72..<88].prefix { $0 != 0 }
            let count =
                isNew
                ? Int(head.little(UInt32.self, at: 116) ?? 0)
                : Int(exactly: Float(bitPattern: head.little(UInt32.self, at: 96) ?? 0).rounded()) ?? 0
            found.append(
                DestinationEntry(
                    stream: String(number, radix: 16), host: String(decoding: host, as: UTF8.self),
                    path: path.utf16Text, opened: HistoryTime(filetime: head.little(UInt64.self, at: 100)),
                    isPinned: pin >= 0, count: count))
            offset += fixed + Int(units) * 2 + (isNew ? 4 : 0)
        }
        return found
    }
}
