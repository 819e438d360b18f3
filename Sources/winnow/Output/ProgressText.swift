import Model
import Store

/// Progress in words, for lines and screens.
enum ProgressText {
    static func line(_ status: BatchStatus) -> String {
        var parts = ["\(status.done.files) of \(status.total.files)\(status.imagesWaiting > 0 ? "+" : "") files"]
        parts.append("\(size(status.done.bytes)) of \(size(status.total.bytes))")
        if status.imagesWaiting > 0 { parts.append("\(status.imagesWaiting) images to survey") }
        if status.estimate.bytesPerSecond > 0 {
            parts.append(size(UInt64(status.estimate.bytesPerSecond)) + "/s")
        }
        for rescan in status.rescans where rescan.jobsDone < rescan.jobs {
            parts.append(
                "re-scan \(rescan.ordinal): \(rescan.jobsDone) of \(rescan.jobs) jobs, \(rescan.done.files) files")
        }
        if let recognition = status.recognition, recognition.jobsDone < recognition.jobs {
            parts.append("text in pictures: \(recognition.jobsDone) of \(recognition.jobs) jobs")
        }
        if status.state == .paused {
            parts.append("paused")
        } else {
            parts.append(left(status.estimate))
        }
        let failed = status.jobs["quarantined"] ?? 0
        if failed > 0 { parts.append("\(failed) jobs quarantined") }
        return "\(Escaping.line(status.batch)): " + parts.joined(separator: ", ")
    }

    static func left(_ estimate: ProgressEstimate) -> String {
        guard let seconds = estimate.secondsLeft else { return "time left unknown" }
        return (estimate.isLowerBound ? "at least " : "about ") + duration(seconds) + " left"
    }

    static func duration(_ seconds: Double) -> String {
        let whole = Int(min(seconds, 1e9).rounded(.up))
        switch whole {
        case ..<90: return "\(whole) s"
        case ..<5400: return "\((whole + 30) / 60) min"
        case ..<172_800: return "\((whole + 1800) / 3600) h"
        default: return "\((whole + 43_200) / 86_400) days"
        }
    }

    /// With decimal prefixes, as disks are sold.
    static func size(_ bytes: UInt64) -> String {
        var value = Double(bytes)
        for unit in ["B", "kB", "MB", "GB"] {
            if value < 1000 { return unit == "B" ? "\(bytes) B" : "\(Int(value.rounded())) \(unit)" }
            value /= 1000
        }
        return "\((value * 10).rounded() / 10) TB"
    }
}
