import Model

/// `Amcache.hve`: programs and files that the compatibility inventory met. Presence, not proof that they ran.
enum Amcache {
    static func read(_ hive: RegistryHive, into collector: inout HistoryCollector) {
        guard hive.key("Root") != nil else { return }
        collector.source = "amcache"
        hive.key(#"Root\InventoryApplicationFile"#)?.forEachSubkey { key in
            guard let path = key.text("LowerCaseLongPath") ?? key.text("Name") else { return true }
            add(
                path, time: key.lastWritten, digest: key.text("FileId"), publisher: key.text("Publisher"),
                product: key.text("ProductName"), to: &collector)
            return !collector.isFull
        }
        hive.key(#"Root\InventoryApplication"#)?.forEachSubkey { key in
            guard let name = key.text("Name") else { return true }
            collector.addProgram(
                name, .installed, subject: .name, time: key.lastWritten,
                note: HistoryRemark.note([
                    key.text("Version").map { "version \($0)" }, key.text("Publisher").map { "by \($0)" },
                    key.text("InstallDate").map { "installed \($0)" }, key.text("RootDirPath").map { "in \($0)" },
                ]))
            return !collector.isFull
        }
        readFirstForm(hive, into: &collector)
    }

    /// Windows 8 and the first Windows 10: values named by numbers.
    private static func readFirstForm(_ hive: RegistryHive, into collector: inout HistoryCollector) {
        hive.key(#"Root\File"#)?.forEachSubkey { volume in
            volume.forEachSubkey { key in
                guard let path = key.text("15") else { return true }
                add(
                    path, time: key.lastWritten, digest: key.text("101"), publisher: key.text("1"),
                    product: key.text("0"), to: &collector)
                return !collector.isFull
            }
            return !collector.isFull
        }
        hive.key(#"Root\Programs"#)?.forEachSubkey { key in
            guard let name = key.text("0") else { return true }
            collector.addProgram(
                name, .installed, subject: .name, time: key.lastWritten,
                note: HistoryRemark.note([
                    key.text("1").map { "version \($0)" }, key.text("2").map { "by \($0)" },
                ]))
            return !collector.isFull
        }
    }

    private static func add(
        _ path: String, time: HistoryTime?, digest: String?, publisher: String?, product: String?,
        to collector: inout HistoryCollector
    ) {
        // Four zeros and the SHA-1 of the first 31,457,280 bytes.
        let sha1 = digest.flatMap { $0.count == 44 && $0.hasPrefix("0000") ? "sha1 \($0.dropFirst(4))" : nil }
        collector.addProgram(
            path, .installed, time: time,
            note: HistoryRemark.note(["present, not proof that it ran", product, publisher.map { "by \($0)" }, sha1]))
    }
}
