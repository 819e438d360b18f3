import Foundation

/// What a process uses, by `/proc`.
struct ProcessUse: Sendable {
    /// Seconds of CPU time since its start.
    var cpu: Double
    /// Bytes of memory of its own: what is resident and no file's content.
    var memory: UInt64

    /// Nil where `/proc` does not show it.
    init?(_ process: pid_t) {
        guard let stat = Self.read("/proc/\(process)/stat"), let pages = Self.read("/proc/\(process)/statm") else {
            return nil
        }
        // The program's name comes first and may hold spaces; what follows begins with the third field.
        let fields = stat[(stat.lastIndex(of: ")") ?? stat.startIndex)...].split(separator: " ")
        let sizes = pages.split(separator: " ")
        guard fields.count > 13, let user = UInt64(fields[12]), let system = UInt64(fields[13]), sizes.count > 2,
            let resident = UInt64(sizes[1]), let ofFiles = UInt64(sizes[2])
        else { return nil }
        cpu = Double(user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
        memory = (resident - min(resident, ofFiles)) * UInt64(sysconf(Int32(_SC_PAGESIZE)))
    }

    private static func read(_ path: String) -> String? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var buffer = [UInt8](repeating: 0, count: 2_048)
        let got = Glibc.read(file, &buffer, buffer.count)
        return got > 0 ? String(decoding: buffer[..<got], as: UTF8.self) : nil
    }
}
