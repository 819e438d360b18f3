import Model

/// Names of programs that the shell has started or shown: MUICache, feature usage, the compatibility assistant.
enum ShellCaches {
    private static let muiCaches = [
        #"Local Settings\Software\Microsoft\Windows\Shell\MuiCache"#,
        #"Software\Classes\Local Settings\Software\Microsoft\Windows\Shell\MuiCache"#,
        #"Software\Microsoft\Windows\ShellNoRoam\MUICache"#,
    ]
    private static let usage = #"Software\Microsoft\Windows\CurrentVersion\Explorer\FeatureUsage\"#
    private static let assistants = [
        #"Software\Microsoft\Windows NT\CurrentVersion\AppCompatFlags\Compatibility Assistant\"#,
        #"Microsoft\Windows NT\CurrentVersion\AppCompatFlags\Compatibility Assistant\"#,
    ]

    static func read(_ hive: RegistryHive, into collector: inout HistoryCollector) {
        collector.source = "muicache"
        for place in muiCaches {
            hive.key(place)?.forEachValue { value in
                // `@file,-1` names a text; `.ApplicationCompany` repeats the program.
                let name = value.name
                guard name.contains("\\"), !name.hasPrefix("@"), !name.hasSuffix(".ApplicationCompany") else {
                    return true
                }
                let path = name.hasSuffix(".FriendlyAppName") ? String(name.dropLast(16)) : name
                collector.addProgram(path, .executed, note: value.text.map { "shown as \($0)" })
                return !collector.isFull
            }
        }
        collector.source = "feature-usage"
        for name in ["AppSwitched", "AppLaunch"] {
            guard let key = hive.key(usage + name) else { continue }
            key.forEachValue { value in
                let count = value.number.flatMap { Int(exactly: $0) } ?? 1
                collector.addProgram(
                    KnownFolder.expanded(value.name), .executed, count: count,
                    note: name == "AppSwitched" ? "brought to the foreground" : "started from the task bar")
                return !collector.isFull
            }
        }
        collector.source = "compatibility-assistant"
        for place in assistants {
            for name in ["Store", "Persisted"] {
                guard let key = hive.key(place + name) else { continue }
                key.forEachValue { value in
                    if value.name.contains("\\") { collector.addProgram(value.name, .executed) }
                    return !collector.isFull
                }
            }
        }
    }
}
