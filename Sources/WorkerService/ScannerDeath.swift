import CProcess
import CSandbox
import Foundation
import Model

/// What ended a scanner, told by how it ended.
enum ScannerDeath {
    /// - Parameters:
    ///   - status: as `waitpid` gives it.
    ///   - lastWords: what it said on standard error; hostile text, already escaped.
    static func error(status: Int32, lastWords: String?) -> WinnowError {
        func error(_ code: String, _ message: String) -> WinnowError { WinnowError(code, message, cause: lastWords) }
        let signal = cprocess_exit_signal(status)
        switch signal {
        case 0 where cprocess_exit_code(status) == Int32(CSANDBOX_EXHAUSTED):
            return error("memory-limit", "the scanner could get no more memory")
        case 0: return error("scanner-exit", "the scanner ended with code \(cprocess_exit_code(status))")
        case SIGXCPU: return error("cpu-limit", "the scanner used up its CPU time")
        case SIGSYS: return error("sandbox-violation", "the scanner tried a forbidden system call")
        case SIGKILL: return error("scanner-killed", "the scanner was killed from outside")
        default: return error("crash", "the scanner crashed with signal \(signal)")
        }
    }

    /// Whether a scanner's end may be laid at the door of what it was reading.
    static func mayBeTheEvidences(_ error: WinnowError) -> Bool { codes.contains(error.code) }

    private static let codes: Set<String> = [
        "crash", "hang", "cpu-limit", "memory-limit", "sandbox-violation", "scanner-exit", "scanner-killed",
        "scanner-protocol", "channel-closed",
    ]
}
