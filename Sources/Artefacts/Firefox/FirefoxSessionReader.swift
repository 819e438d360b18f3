import Foundation
import Model

/// `sessionstore.jsonlz4` and its backups: the pages of open and lately closed tabs.
package enum FirefoxSessionReader: ArtefactReader {
    package static let limit = 64 << 20
    private static let magic = Array("mozLz40\0".utf8)
    private static let deepest = 16

    package static func recognises(head: UnsafeRawBufferPointer, path: ArtefactPath) -> Bool {
        // Firefox packs other settings in the same way.
        head.starts(with: magic) && path.contains("session")
    }

    package static func read(_ bytes: UnsafeRawBufferPointer, into collector: inout HistoryCollector) {
        collector.source = "firefox"
        guard let size = bytes.little(UInt32.self, at: 8), size <= UInt32(limit),
            let text = LZ4Block.decoded(UnsafeRawBufferPointer(rebasing: bytes[12...]), size: Int(size)),
            let root = try? JSONSerialization.jsonObject(with: Data(text))
        else { return collector.note(WinnowError("session-damaged", "a browser's session could not be read")) }
        walk(root, depth: 0, into: &collector)
    }

    /// A tab is whatever holds a list of entries with addresses.
    private static func walk(_ node: Any, depth: Int, into collector: inout HistoryCollector) {
        guard depth < deepest else { return }
        if let items = node as? [Any] {
            for item in items { walk(item, depth: depth + 1, into: &collector) }
        } else if let item = node as? [String: Any] {
            if let entries = item["entries"] as? [[String: Any]] {
                let seen = (item["lastAccessed"] as? Double).flatMap { Int64(exactly: $0.rounded()) }
                for entry in entries {
                    guard let url = entry["url"] as? String, !url.hasPrefix("about:") else { continue }
                    let page = HistoryPage(url: url, title: entry["title"] as? String, engines: collector.engines)
                    let time = HistoryTime(seen, .unixMilliseconds)
                    guard collector.add(.visit, page, time: time, note: "in a tab of a kept session") else { return }
                    collector.addSearch(of: page, time: time, intent: true, note: "in a tab of a kept session")
                }
            }
            for key in item.keys.sorted() where key != "entries" {
                if let next = item[key], next is [Any] || next is [String: Any] {
                    walk(next, depth: depth + 1, into: &collector)
                }
            }
        }
    }
}

/// A block of LZ4 without frame (https://github.com/lz4/lz4/blob/dev/doc/lz4_Block_format.md).
enum LZ4Block {
    /// Nil when the block does not unpack to exactly `size` bytes.
    static func decoded(_ input: UnsafeRawBufferPointer, size: Int) -> [UInt8]? {
        var output = [UInt8](repeating: 0, count: size)
        let written = output.withUnsafeMutableBytes { decode(input, into: $0) }
        return written == size ? output : nil
    }

    private static func decode(_ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer) -> Int? {
        var read = 0
        var written = 0
        func length(_ nibble: Int) -> Int? {
            var total = nibble
            guard nibble == 15 else { return total }
            while read < input.count {
                let more = Int(input[read])
                read += 1
                total += more
                if total > output.count { return nil }
                if more < 255 { return total }
            }
            return nil
        }
        while read < input.count {
            let token = Int(input[read])
            read += 1
            guard let literals = length(token >> 4), let piece = input.slice(at: read, length: literals),
                literals <= output.count - written
            else { return nil }
            UnsafeMutableRawBufferPointer(rebasing: output[written..<(written + literals)]).copyMemory(from: piece)
            read += literals
            written += literals
            if read == input.count { return written }
            guard let back = input.little(UInt16.self, at: read).map(Int.init), back > 0, back <= written else {
                return nil
            }
            read += 2
            guard let extra = length(token & 15), extra + 4 <= output.count - written else { return nil }
            // The source may overlap what is being written.
            for _ in 0..<(extra + 4) {
                output[written] = output[written - back]
                written += 1
            }
        }
        return written
    }
}
