import Model

/// `mobile_installation.log.*` of iOS: apps that were installed and removed, also those that nothing else tells of any
/// more (lines as in iLEAPP's `mobileInstall`). Its times are local, without a zone.
package enum InstallationLogReader: ArtefactReader {
    package static let limit = 64 << 20
    private static let removal = "Uninstalling identifier "
    private static let installation = "Install Successful for ("
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    package static func recognises(head: UnsafeRawBufferPointer, path: ArtefactPath) -> Bool {
        path.name.hasPrefix("mobile_installation.log")
    }

    package static func read(_ bytes: UnsafeRawBufferPointer, into collector: inout HistoryCollector) {
        collector.source = "ios-apps"
        for line in bytes.split(separator: 0x0A) where !collector.isFull {
            let text = String(decoding: line.prefix(4096), as: UTF8.self)
            let note = "in the phone's local time"
            if let app = text.rest(behind: removal)?.prefix(while: Self.isOfName), !app.isEmpty {
                add("uninstall", String(app), time(text), note, to: &collector)
            } else if let told = text.rest(behind: installation)?.prefix(while: { $0 != ")" && $0 != ";" }),
                // `Customer:org.example.app`; a placeholder is written before the app itself.
                let colon = told.firstIndex(of: ":"), !told.hasPrefix("Placeholder")
            {
                add("install", String(told[told.index(after: colon)...]), time(text), note, to: &collector)
            }
        }
    }

    private static func add(
        _ what: String, _ app: String, _ time: HistoryTime?, _ note: String, to collector: inout HistoryCollector
    ) {
        collector.addProgram("\(what) \(app)", .installed, subject: .name, text: app, time: time, note: note)
    }

    private static func isOfName(_ letter: Character) -> Bool {
        letter.isASCII && (letter.isLetter || letter.isNumber || ".-_".contains(letter))
    }

    /// `Mon Apr  7 07:40:47 2025 [446] ...`.
    private static func time(_ line: String) -> HistoryTime? {
        let words = line.prefix(32).split(separator: " ", maxSplits: 5)
        guard words.count >= 5, let month = months.firstIndex(of: String(words[1])) else { return nil }
        let seconds = UTCDate.seconds("\(words[4])-\(month + 1)-\(words[2]) \(words[3])")
        return seconds.map { HistoryTime($0, .unixSeconds) }
    }
}

extension String {
    fileprivate func rest(behind mark: String) -> Substring? {
        utf8.firstRange(of: mark.utf8).map { self[$0.upperBound...] }
    }
}
