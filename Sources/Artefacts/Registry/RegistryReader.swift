import Model

/// Registry hives: what was run, installed, typed and set up. Which hive it is, its keys tell.
package enum RegistryReader: ArtefactReader {
    /// `SOFTWARE` of a well-used system has some 100 MiB.
    package static let limit = 256 << 20

    package static func recognises(head: UnsafeRawBufferPointer, path: ArtefactPath) -> Bool {
        // The transaction logs have the same mark.
        head.starts(with: RegistryHive.magic) && !path.text.hasSuffix(".log1") && !path.text.hasSuffix(".log2")
            && !path.text.hasSuffix(".log")
    }

    package static let tooLarge: WinnowError? = WinnowError(
        "registry-too-large", "a registry hive is too large to be read", remedy: "read it by hand")

    package static func read(_ bytes: UnsafeRawBufferPointer, into collector: inout HistoryCollector) {
        read(bytes, into: &collector, budget: RegistryHive.mostVisits)
    }

    /// - Parameter budget: keys and values that are visited.
    static func read(_ bytes: UnsafeRawBufferPointer, into collector: inout HistoryCollector, budget: Int) {
        let hive: RegistryHive
        do { hive = try RegistryHive(bytes, budget: budget) } catch { return collector.note(error) }
        if hive.isDirty {
            collector.note(
                WinnowError(
                    "registry-dirty", "a registry hive was not written out whole; later changes are in its logs only",
                    remedy: "read it with its transaction logs by hand"))
        }
        if hive.isCorrupted {
            collector.note(WinnowError("registry-damaged", "parts of a registry hive make no sense and were not read"))
        }
        for read in [
            UserAssist.read, BackgroundActivity.read, CompatibilityCache.read, Amcache.read, Uninstallers.read,
            StartPrograms.read, ShellCaches.read, RecentApps.read, TypedTexts.read, SoftwareKeys.read,
            PrefetchSetting.read,
        ] as [(RegistryHive, inout HistoryCollector) -> Void] {
            read(hive, &collector)
        }
        if hive.isExhausted {
            collector.note(WinnowError("registry-too-many", "a registry hive has too many keys to be read to its end"))
        }
    }
}
