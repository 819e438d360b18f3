import Model

/// Last starts by user, as the background and desktop activity moderators keep them (Windows 10 and later).
enum BackgroundActivity {
    static func read(_ hive: RegistryHive, into collector: inout HistoryCollector) {
        for set in hive.controlSets {
            for service in ["bam", "dam"] {
                for place in ["State\\UserSettings", "UserSettings"] {
                    collector.source = service
                    hive.key("\(set)\\Services\\\(service)\\\(place)")?.forEachSubkey { user in
                        user.forEachValue { value in
                            // Others are version numbers.
                            guard value.name.contains("\\") || value.name.contains("_"), let data = value.data,
                                data.count >= 8
                            else { return true }
                            let time = data.withUnsafeBytes {
                                HistoryTime(filetime: $0.little(UInt64.self, at: 0))
                            }
                            collector.addProgram(value.name, .executed, time: time, note: "by user \(user.name)")
                            return !collector.isFull
                        }
                        return !collector.isFull
                    }
                }
            }
        }
    }
}

extension RegistryHive {
    /// `ControlSet001` and its like: `CurrentControlSet` exists only in a running system.
    var controlSets: [String] {
        var sets: [String] = []
        root?.forEachSubkey {
            if $0.name.lowercased().hasPrefix("controlset"), sets.count < 8 { sets.append($0.name) }
            return true
        }
        return sets
    }
}

/// Whether Windows was told not to keep Prefetch files.
enum PrefetchSetting {
    static func read(_ hive: RegistryHive, into collector: inout HistoryCollector) {
        for set in hive.controlSets {
            let path = "\(set)\\Control\\Session Manager\\Memory Management\\PrefetchParameters"
            guard let key = hive.key(path), let value = key.value("EnablePrefetcher")?.number else { continue }
            if value == 0 {
                collector.addGap(
                    "prefetch-disabled", .configured,
                    "EnablePrefetcher is 0 in \(set)"
                        + (key.lastWritten?.iso.map { ", key last written \($0)" } ?? "")
                        + ": Windows does not record which programs run; some tuning tools and setups switch it off")
            }
        }
    }
}
