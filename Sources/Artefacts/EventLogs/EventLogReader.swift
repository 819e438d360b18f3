import CEvtx
import Model

/// Windows event logs (`.evtx`), read by libevtx for one thing: that a log was cleared, when and by whom.
package enum EventLogReader: ArtefactReader {
    package static let limit = 256 << 20
    package static let tooLarge: WinnowError? = WinnowError(
        "event-log-too-large", "an event log is too large to be searched for clearings", remedy: "read it by hand")
    private static let magic = Array("ElfFile\0".utf8)
    private static let mostRecords: Int32 = 2_000_000
    /// Clearings shown of one log.
    private static let mostClearings = 100

    package static func recognises(head: UnsafeRawBufferPointer, path: ArtefactPath) -> Bool {
        head.starts(with: magic)
    }

    package static func read(_ bytes: UnsafeRawBufferPointer, into collector: inout HistoryCollector) {
        // Both events carry an element of this name, which stands in the strings of their chunk: few logs have it.
        guard bytes.contains(utf16: "LogFileCleared") else { return }
        var file: UnsafeMutablePointer<libevtx_file_t>?
        guard let memory = try? MemoryFile(bytes), libevtx_file_initialize(&file, nil) == 1 else { return }
        defer { libevtx_file_free(&file, nil) }
        guard
            libevtx_file_open_file_io_handle(file, memory.handle, Int32(LIBEVTX_ACCESS_FLAG_READ.rawValue), nil) == 1
        else { return collector.note(WinnowError("event-log-damaged", "an event log could not be read")) }
        defer { libevtx_file_close(file, nil) }
        collector.source = "event-log"
        var found = 0
        var count: Int32 = 0
        _ = libevtx_file_get_number_of_records(file, &count, nil)
        for index in 0..<max(0, min(count, mostRecords)) where found < mostClearings {
            var record: UnsafeMutablePointer<libevtx_record_t>?
            guard libevtx_file_get_record_by_index(file, index, &record, nil) == 1 else { continue }
            defer { libevtx_record_free(&record, nil) }
            found += add(record, isRecovered: false, to: &collector)
        }
        count = 0
        _ = libevtx_file_get_number_of_recovered_records(file, &count, nil)
        for index in 0..<max(0, min(count, mostRecords)) where found < mostClearings {
            var record: UnsafeMutablePointer<libevtx_record_t>?
            guard libevtx_file_get_recovered_record_by_index(file, index, &record, nil) == 1 else { continue }
            defer { libevtx_record_free(&record, nil) }
            found += add(record, isRecovered: true, to: &collector)
        }
    }

    /// - Returns: 1 when the record tells of a clearing.
    private static func add(
        _ record: UnsafeMutablePointer<libevtx_record_t>?, isRecovered: Bool, to collector: inout HistoryCollector
    ) -> Int {
        var event: UInt32 = 0
        guard libevtx_record_get_event_identifier(record, &event, nil) == 1,
            event & 0xFFFF == 1102 || event & 0xFFFF == 104
        else { return 0 }
        let text =
            LibyalText.read(
                { libevtx_record_get_utf8_xml_string_size(record, $0, nil) },
                { libevtx_record_get_utf8_xml_string(record, $0, $1, nil) }) ?? ""
        guard MarkupText.first("LogFileCleared", in: text) != nil else { return 0 }
        var stamp: UInt64 = 0
        _ = libevtx_record_get_written_time(record, &stamp, nil)
        let time = HistoryTime(filetime: stamp)
        let log = event & 0xFFFF == 1102 ? "Security" : MarkupText.all("Channel", in: text).last ?? "unknown"
        let user = MarkupText.first("SubjectUserName", in: text)
        let domain = MarkupText.first("SubjectDomainName", in: text)
        let who = [domain, user].compactMap { $0 }.joined(separator: "\\")
        let told =
            "event \(event & 0xFFFF): log \(log) was cleared" + (time.iso.map { " at \($0)" } ?? "")
            + (who.isEmpty ? "" : " by \(who)") + (isRecovered ? ", from a record that was given up" : "")
        collector.addGap("event-log-cleared", .used, told)
        _ = collector.add(
            .program, HistoryPage(program: "event log \(log) cleared"), time: time,
            note: who.isEmpty ? nil : "by \(who)", recovered: isRecovered)
        return 1
    }
}
