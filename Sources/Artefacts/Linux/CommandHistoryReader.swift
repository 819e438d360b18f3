import Model

/// Commands that were typed: histories of bash, zsh, fish and PowerShell.
package enum CommandHistoryReader: ArtefactReader {
    package static let limit = 16 << 20
    private static let mostCommands = 100_000

    private static let names: Set<String> = [
        ".bash_history", ".zsh_history", ".zhistory", ".sh_history", ".ash_history", ".ksh_history", ".history",
        "fish_history", "consolehost_history.txt",
    ]

    package static func recognises(head: UnsafeRawBufferPointer, path: ArtefactPath) -> Bool {
        names.contains(String(path.name))
    }

    package static func read(_ bytes: UnsafeRawBufferPointer, into collector: inout HistoryCollector) {
        let name = String(ArtefactPath(collector.locator.ownPath).name)
        collector.source = name == "consolehost_history.txt" ? "powershell" : "shell"
        var pending: HistoryTime?
        var command: String?
        var left = mostCommands
        for raw in bytes.split(separator: 0x0A, omittingEmptySubsequences: true) where left > 0 {
            left -= 1
            let line = String(decoding: raw.prefix(4096), as: UTF8.self)
            if name == "fish_history" {
                // `- cmd: ...` and then `  when: ...`.
                if line.hasPrefix("- cmd: ") {
                    if let command { add(command, nil, to: &collector) }
                    command = String(line.dropFirst(7))
                } else if line.hasPrefix("  when: "), let told = command {
                    add(told, HistoryTime(Int64(line.dropFirst(8)), .unixSeconds), to: &collector)
                    command = nil
                }
            } else if line.hasPrefix("#"), let seconds = Int64(line.dropFirst()) {
                pending = HistoryTime(seconds, .unixSeconds)
            } else if line.hasPrefix(": "), let semicolon = line.firstIndex(of: ";"),
                let seconds = Int64(line[..<semicolon].dropFirst(2).prefix { $0 != ":" })
            {
                add(
                    String(line[line.index(after: semicolon)...]), HistoryTime(seconds, .unixSeconds), to: &collector)
            } else {
                add(line, pending, to: &collector)
                pending = nil
            }
        }
        if let command { add(command, nil, to: &collector) }
        if left == 0 {
            collector.note(WinnowError("history-too-many", "only the first \(mostCommands) commands are kept"))
        }
    }

    private static func add(_ line: String, _ time: HistoryTime?, to collector: inout HistoryCollector) {
        let command = SearchText.tidy(line)
        collector.addProgram(command, .executed, subject: .command, time: time, note: "typed as a command")
    }
}
