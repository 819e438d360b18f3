import Model
import Store

/// Prints reference data of one kind, all versions.
enum ReferencePrinter {
    static func list(_ kind: ReferenceKind, _ format: Format) async throws {
        let versions = try await Database.use { try await Records($0).references(kind: kind) }
        var columns = ["name", "entries", "version"]
        if kind == .hashset { columns.insert("kind", at: 1) }
        var printer = RecordPrinter(format, columns: columns)
        for version in versions {
            try printer.add([
                "name": .text(version.name), "kind": .text(version.setKind?.rawValue),
                "entries": .number(version.entries),
                "version": .text(format == .table ? String(version.digest.prefix(12)) : version.digest),
            ])
        }
        printer.finish()
    }
}
