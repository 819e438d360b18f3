import Foundation

/// Programs whose clock on the wall is wrong, by libfaketime.
package enum WrongClock {
    /// For `.enabled(if:)`.
    package static var isInstalled: Bool { library != nil }

    /// The same program as `faketime -m -f OFFSET` starts it, but without the process that `faketime` leaves in between.
    ///
    /// - Parameter offset: `+10m`, `-2h`, ...
    package static func program(_ program: Program, offset: String) -> Program {
        var wrong = program
        wrong.environment["LD_PRELOAD"] = library
        wrong.environment["FAKETIME"] = offset
        // Waiting takes as long as ever. libfaketime has renamed the setting.
        wrong.environment["FAKETIME_DONT_FAKE_MONOTONIC"] = "1"
        wrong.environment["DONT_FAKE_MONOTONIC"] = "1"
        return wrong
    }

    private static let library: String? = {
        let folders = (try? FileManager.default.contentsOfDirectory(atPath: "/usr/lib")) ?? []
        return folders.map { "/usr/lib/\($0)/faketime/libfaketimeMT.so.1" }.first {
            FileManager.default.fileExists(atPath: $0)
        }
    }()
}
