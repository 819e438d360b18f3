import Foundation
import Model
import Store

/// One line on standard error that is written over while work goes on; plain lines, seldom, when it is no terminal.
final class ProgressLine {
    private let terminal = isatty(2) == 1
    private let start = ContinuousClock.now
    private var last = ""
    private var lastSecond = -10

    func show(_ status: BatchStatus) {
        let text = ProgressText.line(status)
        guard text != last else { return }
        let second = Int((ContinuousClock.now - start) / .seconds(1))
        if terminal {
            FileHandle.standardError.write(Data(("\r\u{1b}[K" + text).utf8))
        } else if second - lastSecond >= 10 {
            remark(text)
            lastSecond = second
        }
        last = text
    }

    func end() {
        guard terminal, !last.isEmpty else { return }
        FileHandle.standardError.write(Data("\n".utf8))
        last = ""
    }
}
