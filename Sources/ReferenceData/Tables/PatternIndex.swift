import Model

/// Patterns of one subject, laid out so that asking for a text costs next to nothing where none matches.
struct PatternIndex: Sendable {
    private var patterns: [PathPattern] = []
    /// The table's row behind each pattern.
    private var rows: [Int] = []
    /// Patterns by the hash of a whole component, and by a component's first bytes.
    private var byComponent: [UInt64: [Int]] = [:]
    private var byStart: [UInt32: [Int]] = [:]
    /// Patterns without fixed text; each costs a match a text.
    private(set) var anywhere: [Int] = []

    mutating func add(_ pattern: PathPattern, row: Int) {
        let index = patterns.count
        patterns.append(pattern)
        rows.append(row)
        switch pattern.anchor {
        case .component(let bytes):
            var hash = ComponentHash()
            for byte in bytes { hash.add(byte) }
            byComponent[hash.value, default: []].append(index)
        case .start(let bytes):
            var hash = ComponentHash()
            for byte in bytes { hash.add(byte) }
            byStart[hash.start, default: []].append(index)
        case nil: anywhere.append(index)
        }
    }

    /// Rows with a pattern that the text matches, ascending. `\` separates components as `/` does where `isWindows`.
    func rows(matching text: some Collection<UInt8>, isWindows: Bool) -> [Int] {
        var candidates = anywhere
        var hash = ComponentHash()
        for byte in text {
            if byte == UInt8(ascii: "/") || (isWindows && byte == UInt8(ascii: "\\")) {
                if let found = byComponent[hash.value] { candidates += found }
                hash = ComponentHash()
            } else {
                hash.add(byte.lowercasedASCII)
                if hash.count == PathPattern.anchorStart, let found = byStart[hash.start] { candidates += found }
            }
        }
        if let found = byComponent[hash.value] { candidates += found }
        guard !candidates.isEmpty else { return [] }
        let components = text.map(\.lowercasedASCII).split {
            $0 == UInt8(ascii: "/") || (isWindows && $0 == UInt8(ascii: "\\"))
        }
        return Set(Set(candidates).filter { patterns[$0].matches(components) }.map { rows[$0] }).sorted()
    }
}

/// A running hash of one path component (FNV-1a), with its first four bytes beside it.
private struct ComponentHash {
    private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325
    private(set) var start: UInt32 = 0
    private(set) var count = 0

    mutating func add(_ byte: UInt8) {
        value = (value ^ UInt64(byte)) &* 0x100_0000_01b3
        if count < 4 { start = start << 8 | UInt32(byte) }
        count &+= 1
    }
}
