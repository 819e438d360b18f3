import Foundation
import Model

/// What a process holds in memory that it can write; for root.
package enum ProcessMemory {
    package static func contents(of process: pid_t) throws -> Data {
        guard let memory = FileHandle(forReadingAtPath: "/proc/\(process)/mem") else {
            throw WinnowError("process-memory", "the memory of process \(process) cannot be read")
        }
        defer { try? memory.close() }
        var found = Data()
        for line in try String(contentsOfFile: "/proc/\(process)/maps", encoding: .utf8).split(separator: "\n") {
            let words = line.split(separator: " ")
            let ends = words[0].split(separator: "-").compactMap { UInt64($0, radix: 16) }
            guard words[1].hasPrefix("rw"), ends.count == 2 else { continue }
            try memory.seek(toOffset: ends[0])
            // Parts of a mapping may not be there.
            if let part = try? memory.read(upToCount: Int(ends[1] - ends[0])) { found += part }
        }
        return found
    }
}
