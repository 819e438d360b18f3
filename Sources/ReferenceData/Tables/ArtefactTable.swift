import Digests
import Model

/// The table of software traces, compiled so that asking it for every file of an image costs next to nothing.
package struct ArtefactTable: Sendable {
    /// The table that Winnow carries.
    package static let standard = ArtefactTable(trusted: ArtefactTableData.text)

    package let rows: [ArtefactRow]
    /// SHA-256 of the table's text, hexadecimal.
    package let digest: String
    private let patterns: [PathPattern]
    /// Row numbers by the hash of a whole component, and by a component's first bytes.
    private let byComponent: [UInt64: [Int]]
    private let byStart: [UInt32: [Int]]
    /// Rows without fixed text; each costs a match a path.
    private let anywhere: [Int]

    /// - Throws: `artefact-table-invalid` with the number of the first bad line.
    package init(_ text: String) throws(WinnowError) {
        var rows: [ArtefactRow] = []
        for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
        where !line.isEmpty && !line.hasPrefix("#") {
            guard let row = Self.row(line) else {
                throw WinnowError(
                    "artefact-table-invalid", "line \(number + 1) of the artefact table is not a row",
                    remedy: "write id, name, category, class, pattern and yes or no, with tabs between them")
            }
            rows.append(row)
        }
        self.init(rows: rows, text: text)
    }

    /// Rows that do not parse are left out; a test holds that there are none.
    private init(trusted text: String) {
        self.init(rows: text.split(separator: "\n").compactMap(Self.row), text: text)
    }

    private init(rows: [ArtefactRow], text: String) {
        var byComponent: [UInt64: [Int]] = [:]
        var byStart: [UInt32: [Int]] = [:]
        var anywhere: [Int] = []
        let patterns = rows.map { PathPattern($0.pattern) }
        for (index, pattern) in patterns.enumerated() {
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
        self.rows = rows
        self.patterns = patterns
        self.byComponent = byComponent
        self.byStart = byStart
        self.anywhere = anywhere
        digest = Hex.string(RunningDigest.of(text))
    }

    /// True when every row can be ruled out for most paths by a look-up.
    package var hasNoCostlyRow: Bool { anywhere.isEmpty }

    /// The rows whose pattern the path matches, in the table's order; a slash at the path's start does not matter.
    package func matches(_ path: RawPath) -> [ArtefactRow] {
        var candidates = anywhere
        var hash = ComponentHash()
        for byte in path.bytes {
            if byte == UInt8(ascii: "/") {
                if let found = byComponent[hash.value] { candidates += found }
                hash = ComponentHash()
            } else {
                hash.add(Self.lower(byte))
                if hash.count == PathPattern.anchorStart, let found = byStart[hash.start] { candidates += found }
            }
        }
        if let found = byComponent[hash.value] { candidates += found }
        guard !candidates.isEmpty else { return [] }
        let components = path.bytes.map(Self.lower).split(separator: UInt8(ascii: "/"))
        return Set(candidates).sorted().filter { patterns[$0].matches(components) }.map { rows[$0] }
    }

    private static func lower(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }

    private static func row(_ line: Substring) -> ArtefactRow? {
        let columns = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        guard columns.count == 6, !columns.contains(""), let proof = ArtefactRow.Proof(rawValue: columns[3]),
            columns[5] == "yes" || columns[5] == "no"
        else { return nil }
        return ArtefactRow(
            id: columns[0], name: columns[1], category: columns[2], proof: proof, pattern: columns[4],
            isVerified: columns[5] == "yes")
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
