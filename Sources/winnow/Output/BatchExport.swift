import Model
import Packs
import Store

/// Writes the records of a batch, a kind at a time, piece by piece.
struct BatchExport {
    let records: Records
    let batchID: Int64
    let format: Format
    var sink: RecordPrinter.Sink = winnow.write

    func write(_ what: Export.What) async throws {
        switch what {
        case .files: try await files()
        case .hits: try await hits()
        case .history: try await history()
        case .findings: try await findings()
        case .coverage: try await coverage()
        case .rescans: try await rescans()
        case .escalations: try await escalations()
        case .decisions: try await decisions()
        }
    }

    private func decisions() async throws {
        var printer = RecordPrinter(format, columns: ExportFields.decision, to: sink)
        for row in try await records.decisions(batchID: batchID) {
            try printer.add(ExportFields.record(row.record, exhibit: row.exhibit))
        }
        printer.finish()
    }

    private func escalations() async throws {
        var printer = RecordPrinter(format, columns: EscalationFields.columns, to: sink)
        for escalation in try await records.escalations(batchID: batchID) {
            try printer.add(EscalationFields.record(escalation))
        }
        printer.finish()
    }

    private func files() async throws {
        var printer = RecordPrinter(format, columns: ExportFields.file, to: sink)
        try await records.packs(.batch(batchID)) { stored in
            let pack = try Pack(sealed: stored.bytes)
            guard pack.holds == .files else { return }
            for file in pack.files {
                try printer.add(ExportFields.record(file, exhibit: stored.exhibit, image: stored.image))
            }
        }
        printer.finish()
    }

    private func hits() async throws {
        var printer = RecordPrinter(format, columns: ExportFields.hit, to: sink)
        try await records.exportHits(batchID: batchID) { rows in
            for row in rows { try printer.add(ExportFields.record(row.record, exhibit: row.exhibit, image: row.image)) }
        }
        printer.finish()
    }

    private func history() async throws {
        var printer = RecordPrinter(format, columns: ExportFields.history, to: sink)
        try await records.exportHistory(batchID: batchID) { rows in
            for row in rows { try printer.add(ExportFields.record(row.record, exhibit: row.exhibit, image: row.image)) }
        }
        printer.finish()
    }

    private func findings() async throws {
        var printer = RecordPrinter(format, columns: ExportFields.finding, to: sink)
        // The last decision about a device is the one that holds.
        let decisions = Dictionary(
            try await records.decisions(batchID: batchID).map { ($0.exhibit, $0.record) }
        ) { $1 }
        for row in try await records.exportFindings(batchID: batchID) {
            let decision = decisions[row.exhibit]
            try printer.add([
                "exhibit": .text(row.exhibit), "category": .text(row.record.category),
                "severity": .text(row.record.severity.rawValue), "outcome": .text(row.record.outcome.rawValue),
                "route": .text(row.record.route), "target": .text(row.record.target.rawValue),
                "rule": .text(row.record.rule), "summary": .text(row.record.summary),
                "hits": .number(row.record.hits), "decision": .text(decision?.decision.rawValue),
                "decided_by": .text(decision?.by),
            ])
        }
        printer.finish()
    }

    private func rescans() async throws {
        var printer = RecordPrinter(format, columns: ExportFields.rescan, to: sink)
        try await records.exportRescans(batchID: batchID) { rows in
            for row in rows {
                try printer.add([
                    "exhibit": .text(row.exhibit), "image": .text(row.image), "rescan": .number(row.record.rescan),
                    "what": .text(row.record.row.what.rawValue), "type": .text(row.record.row.type),
                    "files": .number(row.record.row.files), "bytes": .number(row.record.row.bytes),
                ])
            }
        }
        printer.finish()
    }

    private func coverage() async throws {
        var printer = RecordPrinter(format, columns: ExportFields.coverage, to: sink)
        try await records.exportCoverage(batchID: batchID) { rows in
            for row in rows {
                try printer.add([
                    "exhibit": .text(row.exhibit), "image": .text(row.image),
                    "status": .text(row.record.status.rawValue),
                    "reason": .text(row.record.reason), "files": .number(row.record.files),
                    "bytes": .number(row.record.bytes), "members": .number(row.record.members),
                    "pictures": .number(row.record.pictures),
                ])
            }
        }
        printer.finish()
    }
}
