import CScca
import Model

/// Prefetch files of Windows XP to 11, also compressed ones, read by libscca: which program ran, how often, when last.
package enum PrefetchReader: ArtefactReader {
    package static let limit = 16 << 20
    /// Last run times that the newest format keeps.
    private static let mostTimes: Int32 = 8
    /// Names of files that the program loaded, among which its own path is looked for.
    private static let mostNames: Int32 = 4096

    package static func recognises(head: UnsafeRawBufferPointer, path: ArtefactPath) -> Bool {
        head.starts(with: Array("SCCA".utf8), at: 4)
            // The compression's mark alone is used by other files too.
            || (head.starts(with: CompressedPrefetch.mark) && path.text.hasSuffix(".pf"))
    }

    package static func read(_ bytes: UnsafeRawBufferPointer, into collector: inout HistoryCollector) {
        guard bytes.starts(with: CompressedPrefetch.mark) else { return readExpanded(bytes, into: &collector) }
        do throws(WinnowError) {
            var expanded = try CompressedPrefetch.expanded(bytes)
            // Windows 11 counts on; what is read here lies where version 30 has it. libscca does not know the number.
            if expanded[0] == 31 { expanded[0] = 30 }
            expanded.withUnsafeBytes { readExpanded($0, into: &collector) }
        } catch {
            collector.note(error)
        }
    }

    private static func readExpanded(_ bytes: UnsafeRawBufferPointer, into collector: inout HistoryCollector) {
        var file: UnsafeMutablePointer<libscca_file_t>?
        guard let memory = try? MemoryFile(bytes), libscca_file_initialize(&file, nil) == 1,
            libscca_file_open_file_io_handle(file, memory.handle, Int32(LIBSCCA_ACCESS_FLAG_READ.rawValue), nil) == 1
        else {
            libscca_file_free(&file, nil)
            return collector.note(WinnowError("prefetch-damaged", "a Prefetch file could not be read"))
        }
        defer {
            libscca_file_close(file, nil)
            libscca_file_free(&file, nil)
        }
        collector.source = "prefetch"
        guard
            let name = LibyalText.read(
                { libscca_file_get_utf8_executable_filename_size(file, $0, nil) },
                { libscca_file_get_utf8_executable_filename(file, $0, $1, nil) })
        else { return collector.note(WinnowError("prefetch-damaged", "a Prefetch file names no program")) }
        var count: UInt32 = 0
        _ = libscca_file_get_run_count(file, &count, nil)
        add(path(of: name, file) ?? name, Int(count), times(of: file), to: &collector)
    }

    private static func add(_ path: String, _ count: Int, _ times: [HistoryTime], to collector: inout HistoryCollector)
    {
        collector.addProgram(
            path, .executed, time: times.first, count: count,
            note: times.count > 1 ? "last run; earlier runs follow" : nil)
        for time in times.dropFirst() {
            _ = collector.add(.program, HistoryPage(program: path), time: time, note: "an earlier run")
        }
    }

    private static func times(of file: UnsafeMutablePointer<libscca_file_t>?) -> [HistoryTime] {
        (0..<mostTimes).compactMap { index in
            var value: UInt64 = 0
            guard libscca_file_get_last_run_time(file, index, &value, nil) == 1 else { return nil }
            let time = HistoryTime(filetime: value)
            return time.microseconds == nil ? nil : time
        }
    }

    /// The program's own path among the files it loaded; names are cut to 29 characters in the header.
    private static func path(of name: String, _ file: UnsafeMutablePointer<libscca_file_t>?) -> String? {
        var count: Int32 = 0
        guard libscca_file_get_number_of_filenames(file, &count, nil) == 1 else { return nil }
        let wanted = name.uppercased()
        for index in 0..<max(0, min(count, mostNames)) {
            guard
                let path = LibyalText.read(
                    { libscca_file_get_utf8_filename_size(file, index, $0, nil) },
                    { libscca_file_get_utf8_filename(file, index, $0, $1, nil) }),
                let last = path.split(separator: "\\").last, last.uppercased().hasPrefix(wanted)
            else { continue }
            return path
        }
        return nil
    }
}
