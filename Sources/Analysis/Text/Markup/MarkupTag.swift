/// One tag of XML or HTML, valid during the call that gives it.
struct MarkupTag {
    /// In lower case, with its prefix: `w:p`, `div`.
    let name: String
    /// As it stands there.
    let written: String
    let isClosing: Bool
    /// `<name/>`
    let isEmpty: Bool
    private let rest: UnsafeRawBufferPointer

    /// - Parameter bytes: what stands between the angle brackets.
    init(_ bytes: UnsafeRawBufferPointer) {
        isClosing = bytes.first == UInt8(ascii: "/")
        isEmpty = bytes.last == UInt8(ascii: "/") && bytes.count > 1
        let start = isClosing ? 1 : 0
        var end = start
        while end < bytes.count, bytes[end] > 0x20, bytes[end] != UInt8(ascii: "/") { end += 1 }
        written = String(decoding: bytes[start..<min(end, start + 128)], as: UTF8.self)
        name = written.lowercased()
        rest = UnsafeRawBufferPointer(rebasing: bytes[end...])
    }

    /// The name without its prefix.
    var local: Substring { name.drop(upTo: ":") }

    /// The value of an attribute, its entities resolved; `name` in lower case.
    func value(of name: String) -> String? {
        var found: String?
        forEachAttribute { attribute, value in
            if found == nil, attribute.lowercased() == name { found = Entities.resolved(value) }
        }
        return found
    }

    /// Names as written and values as they stand, in order; at most 1,000.
    func forEachAttribute(_ body: (String, UnsafeRawBufferPointer) -> Void) {
        var index = 0
        for _ in 0..<1_000 {
            while index < rest.count, rest[index] <= 0x20 || rest[index] == UInt8(ascii: "/") { index += 1 }
            let start = index
            while index < rest.count, rest[index] > 0x20, rest[index] != UInt8(ascii: "=") { index += 1 }
            guard index > start || index < rest.count else { return }
            let name = String(decoding: rest[start..<min(index, start + 128)], as: UTF8.self)
            while index < rest.count, rest[index] <= 0x20 { index += 1 }
            guard index < rest.count, rest[index] == UInt8(ascii: "=") else {
                body(name, UnsafeRawBufferPointer(start: nil, count: 0))
                continue
            }
            index += 1
            while index < rest.count, rest[index] <= 0x20 { index += 1 }
            guard index < rest.count else { return }
            var end = index
            if rest[index] == UInt8(ascii: "\"") || rest[index] == UInt8(ascii: "'") {
                index += 1
                end = rest[index...].firstIndex(of: rest[index - 1]) ?? rest.count
                body(name, UnsafeRawBufferPointer(rebasing: rest[index..<end]))
                index = min(end + 1, rest.count)
            } else {
                while end < rest.count, rest[end] > 0x20 { end += 1 }
                body(name, UnsafeRawBufferPointer(rebasing: rest[index..<end]))
                index = end
            }
        }
    }
}

extension String {
    /// What follows the first `mark`, or all.
    fileprivate func drop(upTo mark: Character) -> Substring {
        guard let place = firstIndex(of: mark) else { return self[...] }
        return self[index(after: place)...]
    }
}
