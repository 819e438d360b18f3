import Foundation

/// What `/proc` says of processes.
package enum ProcessTable {
    package static func children(of process: pid_t) -> [pid_t] {
        let tasks = "/proc/\(process)/task"
        let threads = (try? FileManager.default.contentsOfDirectory(atPath: tasks)) ?? []
        return threads.flatMap { thread -> [pid_t] in
            let children = try? String(contentsOfFile: "\(tasks)/\(thread)/children", encoding: .utf8)
            return (children ?? "").split(separator: " ").compactMap { pid_t($0) }
        }
    }

    /// Whether it runs; what has ended and only waits to be fetched by its parent does not.
    package static func isAlive(_ process: pid_t) -> Bool {
        guard let line = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
            let state = line.split(separator: ")").last?.split(separator: " ").first
        else { return false }
        return state != "Z" && state != "X"
    }
}
