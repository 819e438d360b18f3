import Model

/// Package managers of Linux: what is installed, and when it was installed or removed.
package enum PackageLogReader: ArtefactReader {
    package static let limit = 64 << 20
    private static let mostLines = 2_000_000

    private enum Kind {
        case dpkgStatus, dpkgLog, aptHistory, pacman, dnf
    }

    private static func kind(_ path: ArtefactPath) -> Kind? {
        switch path.name {
        case "status" where path.text.hasSuffix("/dpkg/status"), "status-old" where path.contains("/dpkg/"):
            .dpkgStatus
        case "dpkg.log", "dpkg.log.1": .dpkgLog
        case "history.log" where path.contains("/apt/"), "history.log.1" where path.contains("/apt/"): .aptHistory
        case "pacman.log": .pacman
        case "dnf.rpm.log", "yum.log": .dnf
        default: nil
        }
    }

    package static func recognises(head: UnsafeRawBufferPointer, path: ArtefactPath) -> Bool { kind(path) != nil }

    package static func read(_ bytes: UnsafeRawBufferPointer, into collector: inout HistoryCollector) {
        guard let kind = kind(ArtefactPath(collector.locator.ownPath)) else { return }
        collector.source = "packages"
        var block = Block()
        var left = mostLines
        for raw in bytes.split(separator: 0x0A, omittingEmptySubsequences: false) where left > 0 {
            left -= 1
            let line = String(decoding: raw.prefix(64 << 10), as: UTF8.self)
            switch kind {
            case .dpkgStatus, .aptHistory:
                if line.isEmpty {
                    finish(&block, kind, into: &collector)
                } else {
                    block.take(line)
                }
            case .dpkgLog: readDpkg(line, into: &collector)
            case .pacman: readPacman(line, into: &collector)
            case .dnf: readDnf(line, into: &collector)
            }
        }
        finish(&block, kind, into: &collector)
        if left == 0 { collector.note(HistoryCollector.tooMany("first \(mostLines) lines'")) }
    }

    /// Fields of one paragraph.
    private struct Block {
        var fields: [Substring: Substring] = [:]

        mutating func take(_ line: String) {
            guard line.first?.isWhitespace == false, let colon = line.firstIndex(of: ":"), fields.count < 64 else {
                return
            }
            fields[line[..<colon]] = line[line.index(after: colon)...].drop { $0 == " " }
        }
    }

    private static func finish(_ block: inout Block, _ kind: Kind, into collector: inout HistoryCollector) {
        defer { block = Block() }
        if kind == .aptHistory {
            guard let start = block.fields["Start-Date"], let command = block.fields["Commandline"] else { return }
            collector.addProgram(
                String(command), .executed, subject: .command, time: localTime(start),
                note: HistoryRemark.note([
                    block.fields["Requested-By"].map { "requested by \($0)" }, "local time of the computer",
                ]))
            return
        }
        guard let name = block.fields["Package"], block.fields["Status"]?.hasSuffix(" installed") == true else {
            return
        }
        mention(
            String(name), time: nil,
            note: block.fields["Version"].map { "installed, version \($0)" } ?? "installed", into: &collector)
    }

    /// `2026-01-02 03:04:05 install bleachbit:all <none> 4.4.2-1`.
    private static func readDpkg(_ line: String, into collector: inout HistoryCollector) {
        let words = line.split(separator: " ")
        guard words.count >= 4, ["install", "remove", "purge"].contains(words[2]) else { return }
        event(
            String(words[3].prefix { $0 != ":" }), String(words[2]), localTime(words[0] + " " + words[1]),
            into: &collector)
    }

    /// `[2026-01-02T03:04:05+0000] [ALPM] installed bleachbit (4.4.2-1)`, before 2019 `[2018-01-02 03:04]`.
    private static func readPacman(_ line: String, into collector: inout HistoryCollector) {
        guard line.hasPrefix("["), let close = line.firstIndex(of: "]") else { return }
        let words = line[close...].split(separator: " ")
        guard words.count >= 4, words[1] == "[ALPM]", words[2] == "installed" || words[2] == "removed" else { return }
        var stamp = line[line.index(after: line.startIndex)..<close].prefix(19)
        if stamp.count == 16 { stamp += ":00" }
        event(String(words[3]), String(words[2]), localTime(stamp), into: &collector)
    }

    /// `2026-01-02T03:04:05+0000 SUBDEBUG Installed: bleachbit-4.4.2-1.fc39.noarch`.
    private static func readDnf(_ line: String, into collector: inout HistoryCollector) {
        for word in ["Installed: ", "Erase: ", "Erased: "] {
            guard let place = line.firstRange(of: word) else { continue }
            let package = line[place.upperBound...].prefix { $0 != " " }
            // Name, version and release are parted by hyphens, of which the name may have more.
            let parts = package.split(separator: "-")
            let name = parts.count > 2 ? parts.dropLast(2).joined(separator: "-") : String(package)
            event(name, word == "Installed: " ? "install" : "remove", localTime(line.prefix(19)), into: &collector)
        }
    }

    private static func event(
        _ name: String, _ what: String, _ time: HistoryTime?, into collector: inout HistoryCollector
    ) {
        collector.addProgram(
            "\(what) \(name)", .installed, subject: .name, text: name, time: time,
            note: "package; local time of the computer")
    }

    /// A package among thousands: kept only when the table knows it.
    private static func mention(
        _ name: String, time: HistoryTime?, note: String, into collector: inout HistoryCollector
    ) {
        collector.add(
            Trace(
                .name, name, .installed, detail: "package \(name), \(note)",
                entry: collector.unlisted(.program, name, time: time, note: note)))
    }

    private static func localTime(_ text: some StringProtocol) -> HistoryTime? {
        UTCDate.seconds(text).map { HistoryTime($0, .unixSeconds) }
    }
}
