import Model

/// `AppCompatCache` ("ShimCache") of Windows XP to 11: files that the loader looked at, with their own last change.
/// Presence, not proof that they ran. Layouts as in libyal's winreg-kb and plaso's `appcompatcache.yaml`.
package enum CompatibilityCache {
    /// More entries than any Windows keeps (1,024) are not believed.
    private static let mostEntries = 4096

    static func read(_ hive: RegistryHive, into collector: inout HistoryCollector) {
        collector.source = "shimcache"
        for set in hive.controlSets {
            for name in ["AppCompatCache", "AppCompatibility"] {
                guard
                    let data = hive.key("\(set)\\Control\\Session Manager\\\(name)")?.value("AppCompatCache")?.data
                else { continue }
                let understood = data.withUnsafeBytes { entries(in: $0) { add($0, $1, set, to: &collector) } }
                if !understood {
                    collector.note(
                        WinnowError("shimcache-unknown", "a compatibility cache of an unknown layout was not read"))
                }
            }
        }
    }

    private static func add(
        _ path: String, _ modified: UInt64?, _ set: String, to collector: inout HistoryCollector
    ) {
        collector.addProgram(
            path.hasPrefix("\\??\\") ? String(path.dropFirst(4)) : path, .installed,
            time: HistoryTime(filetime: modified),
            note: "present, not proof that it ran; the time is the file's last change; \(set)")
    }

    /// Calls `body` with each path and time.
    /// - Returns: false when the layout is not known.
    package static func entries(in data: UnsafeRawBufferPointer, _ body: (String, UInt64?) -> Void) -> Bool {
        switch data.little(UInt32.self, at: 0) {
        case 0xDEAD_BEEF: fixed(data, body)
        case 0xBADC_0FFE: tabled(data, header: 8, sizes: (24, 32), body)
        case 0xBADC_0FEE: tabled(data, header: 128, sizes: (32, 48), body)
        case 0x30, 0x34: chained(data, from: Int(data.little(UInt32.self, at: 0) ?? 0), between: 0, body)
        case 128 where data.starts(with: Array("00ts".utf8), at: 128): chained(data, from: 128, between: 8, body)
        case 128 where data.starts(with: Array("10ts".utf8), at: 128): chained(data, from: 128, between: 10, body)
        default: return false
        }
        return true
    }

    /// Windows XP: slots of one size behind a list of their order.
    private static func fixed(_ data: UnsafeRawBufferPointer, _ body: (String, UInt64?) -> Void) {
        let count = min(Int(data.little(UInt32.self, at: 4) ?? 0), mostEntries)
        for index in 0..<count {
            guard let slot = data.slice(at: 400 + index * 552, length: 552) else { return }
            let path = UnsafeRawBufferPointer(rebasing: slot[..<528]).utf16Text
            if !path.isEmpty { body(path, slot.little(UInt64.self, at: 528)) }
        }
    }

    /// Windows 2003, Vista and 7: a table that points to the paths.
    private static func tabled(
        _ data: UnsafeRawBufferPointer, header: Int, sizes: (narrow: Int, wide: Int),
        _ body: (String, UInt64?) -> Void
    ) {
        let count = min(Int(data.little(UInt32.self, at: 4) ?? 0), mostEntries)
        // A 64-bit entry has padding where a 32-bit one has its offset.
        let isWide = data.little(UInt32.self, at: header + 4) == 0
        for index in 0..<count {
            let size = isWide ? sizes.wide : sizes.narrow
            guard let entry = data.slice(at: header + index * size, length: size),
                let length = entry.little(UInt16.self, at: 0)
            else { return }
            let offset =
                isWide
                ? entry.little(UInt64.self, at: 8).flatMap { Int(exactly: $0) }
                : entry.little(UInt32.self, at: 4).map(Int.init)
            guard let path = offset.flatMap({ data.slice(at: $0, length: Int(length)) })?.utf16Text, !path.isEmpty
            else { continue }
            body(path, entry.little(UInt64.self, at: isWide ? 16 : 8))
        }
    }

    /// Windows 8 to 11: one entry behind the other; `between` bytes lie between the path and the time.
    private static func chained(
        _ data: UnsafeRawBufferPointer, from start: Int, between: Int, _ body: (String, UInt64?) -> Void
    ) {
        var offset = start
        for _ in 0..<mostEntries {
            guard let mark = data.slice(at: offset, length: 4), mark[1] == 0x30, mark[2] == 0x74, mark[3] == 0x73,
                let size = data.little(UInt32.self, at: offset + 8),
                let entry = data.slice(at: offset + 12, length: Int(size)),
                let length = entry.little(UInt16.self, at: 0),
                let path = entry.slice(at: 2, length: Int(length))?.utf16Text
            else { return }
            // A packaged app has a line of tabs instead of a path.
            if !path.isEmpty { body(path, entry.little(UInt64.self, at: 2 + Int(length) + between)) }
            offset += 12 + Int(size)
        }
    }
}
