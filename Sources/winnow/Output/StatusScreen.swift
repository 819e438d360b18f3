import Foundation
import Model
import Store

/// `winnow status --watch`: batches and their unfinished devices, drawn over themselves on a terminal's standard error;
/// plain lines, seldom, elsewhere.
final class StatusScreen {
    private let terminal = isatty(2) == 1
    private var drawn = 0
    private var plain: [Int64: ProgressLine] = [:]

    func show(_ batches: [(BatchStatus, [ImageStatus])]) {
        guard terminal else {
            for (status, _) in batches {
                let line = plain[status.batchID] ?? ProgressLine()
                plain[status.batchID] = line
                line.show(status)
            }
            return
        }
        let (width, height) = Self.size
        let all = Self.lines(batches, room: max(4, height - 1)).map { String($0.prefix(width - 1)) }
        var text = drawn > 0 ? "\u{1b}[\(drawn)F\u{1b}[J" : ""
        text += all.map { $0 + "\n" }.joined()
        FileHandle.standardError.write(Data(text.utf8))
        drawn = all.count
    }

    /// Leaves what was drawn last, so that the end stays to be read.
    func end() { drawn = 0 }

    /// - Parameter room: lines at most.
    static func lines(_ batches: [(BatchStatus, [ImageStatus])], room: Int) -> [String] {
        var all: [String] = []
        for (status, images) in batches {
            all.append(ProgressText.line(status))
            let jobs = ["running", "ready", "waiting", "ok", "partial", "quarantined", "cancelled"].compactMap {
                state in
                status.jobs[state].map { "\($0) \(state)" }
            }
            all.append("  jobs: " + jobs.joined(separator: ", "))
            let reasons = Dictionary(grouping: images.compactMap(\.blocked)) { $0 }.mapValues(\.count)
            for (reason, count) in reasons.sorted(by: { $0.key < $1.key }).prefix(5) {
                all.append("  blocked: \(count) \(count == 1 ? "image" : "images"): \(Escaping.line(reason))")
            }
            let devices = StatusRow.devices(images).filter { !$0.isDone }
            let shown = devices.prefix(max(0, room - all.count - 2))
            for device in shown { all.append("  " + line(device)) }
            if devices.count > shown.count { all.append("  and \(devices.count - shown.count) more devices") }
        }
        return Array(all.prefix(room))
    }

    private static func line(_ device: StatusRow) -> String {
        let name = Escaping.line(device.exhibit)
        let padded = name + String(repeating: " ", count: max(0, 16 - name.count))
        if device.state == "waiting" { return "\(padded) \(device.blocked.map(Escaping.line) ?? "to be surveyed")" }
        let percent = device.total.bytes > 0 ? Int(100 * Double(device.done.bytes) / Double(device.total.bytes)) : 100
        var text = "\(padded) \(percent) %, \(device.done.files) of \(device.total.files) files"
        if let blocked = device.blocked {
            text += ", " + Escaping.line(blocked)
        } else {
            text += ", " + ProgressText.left(device.estimate)
        }
        let failed = device.jobs["quarantined"] ?? 0
        if failed > 0 { text += ", \(failed) jobs quarantined" }
        return text
    }

    private static var size: (width: Int, height: Int) {
        var size = winsize()
        guard ioctl(2, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 20 else { return (80, 24) }
        return (Int(size.ws_col), Int(size.ws_row))
    }
}
