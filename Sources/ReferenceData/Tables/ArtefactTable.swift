import Digests
import Model

/// The table of traces of software and of clearing, compiled so that asking it for every file of an image costs next to
/// nothing.
package struct ArtefactTable: Sendable {
    /// The table that Winnow carries.
    package static let standard = ArtefactTable(trusted: ArtefactTableData.text)
    /// Names under which hits point to the table: what an unverified row finds must be told apart by every rule.
    package static let verifiedName = "software-artefacts"
    package static let unverifiedName = "software-artefacts-unverified"

    package let rows: [ArtefactRow]
    /// SHA-256 of the table's text, hexadecimal.
    package let digest: String
    private let indices: [Trace.Subject: PatternIndex]
    private let commands: [(row: Int, pattern: CommandPattern)]

    /// - Throws: `artefact-table-invalid` with the number of the first bad line.
    package init(_ text: String) throws(WinnowError) {
        var rows: [ArtefactRow] = []
        for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
        where !line.isEmpty && !line.hasPrefix("#") {
            guard let row = Self.row(line) else {
                throw WinnowError(
                    "artefact-table-invalid", "line \(number + 1) of the artefact table is not a row",
                    remedy: "write id, name, category, class, pattern and what verified it, or no, with tabs between")
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
        var indices: [Trace.Subject: PatternIndex] = [:]
        var commands: [(row: Int, pattern: CommandPattern)] = []
        for (index, row) in rows.enumerated() {
            if row.subject == .command {
                if let pattern = CommandPattern(row.pattern) { commands.append((index, pattern)) }
                continue
            }
            indices[row.subject, default: PatternIndex()].add(PathPattern(row.pattern), row: index)
            if let program = Self.program(of: row) {
                indices[.program, default: PatternIndex()].add(PathPattern(program), row: index)
            }
        }
        self.rows = rows
        self.indices = indices
        self.commands = commands
        digest = Hex.string(RunningDigest.of(text))
    }

    /// True when every row can be ruled out for most paths by a look-up.
    package var hasNoCostlyRow: Bool { indices[.path]?.anywhere.isEmpty ?? true }

    /// The rows whose pattern the path matches, in the table's order; a slash at the path's start does not matter.
    package func matches(_ path: RawPath) -> [ArtefactRow] {
        indices[.path]?.rows(matching: path.bytes, isWindows: false).map { rows[$0] } ?? []
    }

    /// The rows that know a trace.
    package func matches(_ trace: Trace) -> [ArtefactRow] {
        if trace.subject == .command {
            let words = CommandPattern.commands(in: trace.text)
            return commands.filter { row in words.contains { row.pattern.matches($0) } }.map { rows[$0.row] }
        }
        let isWindows = trace.subject != .path && trace.subject != .name
        return indices[trace.subject]?.rows(matching: trace.text.utf8, isWindows: isWindows).map { rows[$0] } ?? []
    }

    /// The program whose presence or run a row about files tells of, so that other sources' word of it counts too.
    private static func program(of row: ArtefactRow) -> String? {
        guard row.subject == .path, let last = row.pattern.split(separator: "/").last else { return nil }
        if last.hasSuffix("-*.pf") { return "**/" + last.dropLast(5) }
        return row.proof == .installed && last.lowercased().hasSuffix(".exe") ? row.pattern : nil
    }

    private static func row(_ line: Substring) -> ArtefactRow? {
        let columns = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        guard columns.count == 6, !columns.contains(""), let proof = Trace.Proof(rawValue: columns[3]) else {
            return nil
        }
        var pattern = columns[4]
        var subject = Trace.Subject.path
        for one in Trace.Subject.allCases where pattern.hasPrefix(one.rawValue + ":") {
            subject = one
            pattern.removeFirst(one.rawValue.count + 1)
        }
        return ArtefactRow(
            id: columns[0], name: columns[1], category: columns[2], proof: proof, subject: subject, pattern: pattern,
            verifiedBy: columns[5] == "no" ? nil : columns[5])
    }
}
