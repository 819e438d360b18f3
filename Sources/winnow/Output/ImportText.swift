import Foundation
import Model
import ReferenceData

/// What an import kept and left out, for people.
enum ImportText {
    /// All that is not zero, and always the first four.
    static func rows(_ statistics: ImportStatistics) -> [(name: String, count: Int)] {
        var rows: [(name: String, count: Int)] = [("entries", statistics.entries)]
        for kind in ["md5", "sha1", "sha256"] {
            if let count = statistics.byKind[kind] { rows.append(("  " + kind, count)) }
        }
        rows += [
            ("duplicates", statistics.duplicates), ("empty-file digests dropped", statistics.emptyDropped),
            ("PhotoDNA not matched", statistics.photoDNANotMatched),
        ]
        let rare: [(name: String, count: Int)] = [
            ("other algorithms, refused", statistics.refused), ("PDQ values", statistics.pdq),
            ("PDQ of low quality dropped", statistics.pdqLowQuality), ("kinds not kept", statistics.notKept),
            ("not pertinent, dropped", statistics.notPertinent), ("removed from the base", statistics.removed),
            ("category changed", statistics.recategorised),
            ("to remove, not there", statistics.removedUnknown),
        ]
        return rows + rare.filter { $0.count > 0 }
            + statistics.unknownCategories.sorted { $0.key < $1.key }
            .map { ("unknown category \($0.key)", $0.value) }
    }

    static func lines(_ statistics: ImportStatistics) -> String {
        rows(statistics).map {
            "  \(Escaping.line($0.name).padding(toLength: 28, withPad: " ", startingAt: 0))\($0.count)\n"
        }.joined()
    }

    static func size(_ bytes: Int) -> String {
        bytes < 10_000_000 ? "\(bytes) bytes" : "\(bytes / 1_000_000) MB"
    }
}
