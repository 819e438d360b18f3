import Model

/// Installed software as its uninstallers tell, for the machine and for one user.
enum Uninstallers {
    private static let places = [
        #"Microsoft\Windows\CurrentVersion\Uninstall"#, #"WOW6432Node\Microsoft\Windows\CurrentVersion\Uninstall"#,
        #"Software\Microsoft\Windows\CurrentVersion\Uninstall"#,
        #"Software\WOW6432Node\Microsoft\Windows\CurrentVersion\Uninstall"#,
    ]

    static func read(_ hive: RegistryHive, into collector: inout HistoryCollector) {
        collector.source = "uninstall"
        for place in places {
            hive.key(place)?.forEachSubkey { key in
                let name = key.text("DisplayName") ?? key.name
                collector.addProgram(
                    name, .installed, subject: .name, time: key.lastWritten,
                    note: HistoryRemark.note([
                        key.text("DisplayVersion").map { "version \($0)" }, key.text("Publisher").map { "by \($0)" },
                        key.text("InstallDate").map { "installed \($0)" },
                        key.text("InstallLocation").map { "in \($0)" },
                    ]))
                return !collector.isFull
            }
        }
    }
}

/// Programs that start with Windows or with a user's session.
enum StartPrograms {
    private static let places = [
        #"Microsoft\Windows\CurrentVersion\"#, #"WOW6432Node\Microsoft\Windows\CurrentVersion\"#,
        #"Software\Microsoft\Windows\CurrentVersion\"#,
    ]

    static func read(_ hive: RegistryHive, into collector: inout HistoryCollector) {
        collector.source = "run-key"
        for place in places {
            for name in ["Run", "RunOnce", "RunServices", #"Policies\Explorer\Run"#] {
                guard let key = hive.key(place + name) else { continue }
                key.forEachValue { value in
                    guard let command = value.text else { return true }
                    collector.addProgram(
                        command, .installed, text: Self.program(in: command), time: key.lastWritten,
                        note: "starts by itself, as \(value.name); the time is the key's")
                    return !collector.isFull
                }
            }
        }
    }

    /// The program of a command line: what stands in quotes, or up to `.exe`.
    static func program(in command: String) -> String {
        if command.hasPrefix("\"") {
            return String(command.dropFirst().prefix { $0 != "\"" })
        }
        let lower = command.utf8.map(\.lowercasedASCII)
        guard let end = lower.firstRange(of: Array(".exe".utf8))?.upperBound else { return command }
        return String(decoding: Array(command.utf8)[..<end], as: UTF8.self)
    }
}
