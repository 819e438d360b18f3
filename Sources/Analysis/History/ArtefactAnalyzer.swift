import Model
import ReferenceData

/// Names software by where its files lie; asks for no content.
package final class ArtefactAnalyzer: Analyzer {
    package let name = "artefact"
    private let table: ArtefactTable

    package init(_ table: ArtefactTable = .standard) {
        self.table = table
    }

    package func begin(_ item: ScanItem) {}

    package func consume(_ bytes: UnsafeRawBufferPointer, at offset: UInt64) {}

    package func end(_ item: ScanItem, complete: Bool, into report: inout ItemReport) {
        report.hits += hits(of: item.locator)
    }

    package func analyze(_ group: ArenaGroup, into reports: inout [ItemReport]) {
        for index in 0..<min(group.count, reports.count) {
            reports[index].hits += hits(of: group.items[index].locator)
        }
    }

    /// For files whose content is not read: the path alone.
    package func hits(of locator: Locator) -> [Hit] {
        let rows = table.matches(locator.ownPath)
        guard !rows.isEmpty else { return [] }
        var place = locator
        place.byteOffset = nil
        // Several rows may tell the same of one file.
        var told: Set<[String]> = []
        return rows.filter { told.insert([$0.name, $0.category, $0.proof.rawValue]).inserted }.map { row in
            TraceHits.hit(row, row.proof, place, table, detail: nil, .path)
        }
    }
}
