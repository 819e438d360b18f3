import Foundation
import Model
import Store

/// One line on standard error that is written over while work goes on; plain lines, seldom, when it is no terminal.
final class ProgressLine {
    private let terminal = isatty(2) == 1
    private let start = ContinuousClock.now
    private var last = ""

    func show(_ status: BatchStatus) {
        let seconds = max(0.001, (ContinuousClock.now - start) / .seconds(1))
        let rate = Double(status.bytesDone) / seconds / 1e6
        var text = "\(Escaping.line(status.batch)): \(status.filesDone) of \(status.filesTotal)"
        text += status.imagesWaiting > 0 ? "+ files" : " files"
        text += ", \(status.bytesDone >> 20) of \(status.bytesTotal >> 20) MiB, \(Int(rate)) MB/s"
        if status.imagesWaiting > 0 { text += ", \(status.imagesWaiting) images to survey" }
        let gaps = status.jobs["quarantined"] ?? 0
        if gaps > 0 { text += ", \(gaps) jobs failed" }
        guard text != last else { return }
        if terminal {
            FileHandle.standardError.write(Data(("\r\u{1b}[K" + text).utf8))
        } else if last.isEmpty || Int(seconds) % 10 == 0 {
            remark(text)
        }
        last = text
    }

    func end() {
        guard terminal, !last.isEmpty else { return }
        FileHandle.standardError.write(Data("\n".utf8))
        last = ""
    }
}
