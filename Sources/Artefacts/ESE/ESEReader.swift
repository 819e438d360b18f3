import Model

/// ESE databases: Internet Explorer's and Edge's cache of the web, and the resource monitor's account of programs.
package enum ESEReader: ArtefactReader {
    package static let limit = 256 << 20

    package static func recognises(head: UnsafeRawBufferPointer, path: ArtefactPath) -> Bool {
        // Many programs of Windows keep their data so; these two names are fixed.
        head.starts(with: ESEDatabase.magic, at: 4)
            && (path.name.hasPrefix("webcachev") || path.name.hasPrefix("srudb") || path.name.hasPrefix("spartan"))
    }

    package static let tooLarge: WinnowError? = WinnowError(
        "ese-too-large", "an ESE database with history is too large to be read", remedy: "read it by hand")

    package static func read(_ bytes: UnsafeRawBufferPointer, into collector: inout HistoryCollector) {
        let database: ESEDatabase
        do { database = try ESEDatabase(bytes) } catch { return collector.note(error) }
        if database.isDirty {
            collector.note(
                WinnowError(
                    "ese-dirty", "an ESE database was not closed properly; later changes are in its logs only",
                    remedy: "read it with its logs by hand"))
        }
        if database.table("Containers") != nil {
            WebCache.read(database, into: &collector)
        } else if database.table(ResourceUsage.names) != nil {
            ResourceUsage.read(database, into: &collector)
        }
    }
}
