import Model

/// `packages.list` and `packages.xml` of Android: the apps that are installed, since when.
package enum PackageListReader: ArtefactReader {
    package static let limit = 32 << 20
    private static let binary: [UInt8] = [0x41, 0x42, 0x58, 0x00]
    private static let mostApps = 20_000

    package static func recognises(head: UnsafeRawBufferPointer, path: ArtefactPath) -> Bool {
        path.text.hasSuffix("/system/packages.list") || path.text.hasSuffix("/system/packages.xml")
    }

    package static func read(_ bytes: UnsafeRawBufferPointer, into collector: inout HistoryCollector) {
        collector.source = "android-packages"
        if ArtefactPath(collector.locator.ownPath).name == "packages.list" {
            for line in bytes.split(separator: 0x0A).prefix(mostApps) {
                let words = String(decoding: line.prefix(4096), as: UTF8.self).split(separator: " ")
                if let name = words.first { mention(String(name), nil, into: &collector) }
            }
        } else if bytes.starts(with: binary) {
            var reader = BinaryXML(bytes)
            let whole = reader.forEachElement { name, attributes in
                guard name == "package", let app = attributes["name"] else { return }
                mention(app, attributes["it"] ?? attributes["ft"], into: &collector)
            }
            if !whole {
                collector.note(
                    WinnowError("android-packages-damaged", "Android's list of apps could not be read whole"))
            }
        } else {
            let text = String(decoding: bytes, as: UTF8.self)
            for piece in text.split(separator: "<package ").dropFirst().prefix(mostApps) {
                let tag = piece.prefix { $0 != ">" }
                if let name = attribute("name", tag) {
                    mention(name, attribute("it", tag) ?? attribute("ft", tag), into: &collector)
                }
            }
        }
    }

    /// - Parameter stamp: milliseconds since 1970, hexadecimal.
    private static func mention(_ name: String, _ stamp: String?, into collector: inout HistoryCollector) {
        let time = stamp.flatMap { Int64($0, radix: 16) }.map { HistoryTime($0, .unixMilliseconds) }
        collector.addProgram(name, .installed, subject: .name, time: time, intent: false, note: "an installed app")
    }

    private static func attribute(_ name: String, _ tag: Substring) -> String? {
        guard let start = tag.firstRange(of: " \(name)=\"") ?? tag.firstRange(of: "\(name)=\"") else { return nil }
        return String(tag[start.upperBound...].prefix { $0 != "\"" })
    }
}

/// Android's binary XML ("ABX", `BinaryXmlSerializer` of the Android Open Source Project): a stream of tokens.
struct BinaryXML {
    private let bytes: UnsafeRawBufferPointer
    private var offset = 4
    /// Names and values that were interned as they came.
    private var pool: [String] = []

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    /// Calls `body` with each element's name and attributes, numbers as hexadecimal or decimal text as stored.
    /// - Returns: false when the stream ends before its end token, or makes no sense.
    mutating func forEachElement(_ body: (String, [String: String]) -> Void) -> Bool {
        var open: (name: String, attributes: [String: String])?
        while let token = byte() {
            let kind = token & 0x0F
            if kind != 15, let element = open {
                body(element.name, element.attributes)
                open = nil
            }
            switch kind {
            case 0: continue
            case 1: return true
            case 2:
                guard let name = interned() else { return false }
                open = (name, [:])
            case 3: guard interned() != nil else { return false }
            case 15:
                guard let name = interned(), let value = value(token >> 4) else { return false }
                if (open?.attributes.count ?? 0) < 256 { open?.attributes[name] = value }
            default: guard value(token >> 4) != nil else { return false }
            }
        }
        return false
    }

    private mutating func byte() -> UInt8? {
        guard offset < bytes.count else { return nil }
        offset += 1
        return bytes[offset - 1]
    }

    private mutating func number(_ width: Int) -> UInt64? {
        guard let piece = bytes.slice(at: offset, length: width) else { return nil }
        offset += width
        return piece.reduce(0) { $0 << 8 | UInt64($1) }
    }

    private mutating func text() -> String? {
        guard let length = number(2), let piece = bytes.slice(at: offset, length: Int(length)) else { return nil }
        offset += Int(length)
        return String(decoding: piece, as: UTF8.self)
    }

    private mutating func interned() -> String? {
        guard let index = number(2) else { return nil }
        guard index == 0xFFFF else { return Int(index) < pool.count ? pool[Int(index)] : nil }
        guard let text = text() else { return nil }
        pool.append(text)
        return text
    }

    /// A value of one of the types; empty for those without text.
    private mutating func value(_ type: UInt8) -> String? {
        switch type {
        case 1, 12, 13: return ""
        case 2: return text()
        case 3: return interned()
        case 4, 5:
            guard let length = number(2), bytes.slice(at: offset, length: Int(length)) != nil else { return nil }
            offset += Int(length)
            return ""
        case 6: return number(4).map { String(Int32(truncatingIfNeeded: $0)) }
        case 7: return number(4).map { String($0, radix: 16) }
        case 8: return number(8).map { String(Int64(bitPattern: $0)) }
        case 9: return number(8).map { String($0, radix: 16) }
        case 10: return number(4).map { _ in "" }
        case 11: return number(8).map { _ in "" }
        default: return nil
        }
    }
}
