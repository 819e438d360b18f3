import CMsiecf
import Model

/// `index.dat` of Internet Explorer 4 to 9, read by libmsiecf: history, its daily and weekly lists, and the cache.
package enum IndexDatReader: ArtefactReader {
    package static let limit = 128 << 20
    private static let magic = Array("Client UrlCache MMF Ver ".utf8)
    private static let mostItems: Int32 = 1_000_000

    package static func recognises(head: UnsafeRawBufferPointer, path: ArtefactPath) -> Bool {
        head.starts(with: magic)
    }

    package static func read(_ bytes: UnsafeRawBufferPointer, into collector: inout HistoryCollector) {
        var file: UnsafeMutablePointer<libmsiecf_file_t>?
        guard let memory = try? MemoryFile(bytes), libmsiecf_file_initialize(&file, nil) == 1 else { return }
        defer { libmsiecf_file_free(&file, nil) }
        guard
            libmsiecf_file_open_file_io_handle(file, memory.handle, Int32(LIBMSIECF_ACCESS_FLAG_READ.rawValue), nil)
                == 1
        else { return collector.note(WinnowError("index-dat-damaged", "an index.dat could not be read")) }
        defer { libmsiecf_file_close(file, nil) }
        collector.source = "internet-explorer"
        var count: Int32 = 0
        _ = libmsiecf_file_get_number_of_items(file, &count, nil)
        for index in 0..<max(0, min(count, mostItems)) {
            var item: UnsafeMutablePointer<libmsiecf_item_t>?
            guard libmsiecf_file_get_item_by_index(file, index, &item, nil) == 1 else { continue }
            defer { libmsiecf_item_free(&item, nil) }
            guard add(item, isRecovered: false, to: &collector) else { return }
        }
        count = 0
        _ = libmsiecf_file_get_number_of_recovered_items(file, &count, nil)
        for index in 0..<max(0, min(count, mostItems)) {
            var item: UnsafeMutablePointer<libmsiecf_item_t>?
            guard libmsiecf_file_get_recovered_item_by_index(file, index, &item, nil) == 1 else { continue }
            defer { libmsiecf_item_free(&item, nil) }
            guard add(item, isRecovered: true, to: &collector) else { return }
        }
    }

    /// - Returns: false when the collector is full.
    private static func add(
        _ item: UnsafeMutablePointer<libmsiecf_item_t>?, isRecovered: Bool, to collector: inout HistoryCollector
    ) -> Bool {
        var type: UInt8 = 0
        guard libmsiecf_item_get_type(item, &type, nil) == 1, type == LIBMSIECF_ITEM_TYPE_URL.rawValue,
            let location = LibyalText.read(
                { libmsiecf_url_get_utf8_location_size(item, $0, nil) },
                { libmsiecf_url_get_utf8_location(item, $0, $1, nil) }),
            let address = InternetAddress(location)
        else { return true }
        var first: UInt64 = 0
        var second: UInt64 = 0
        var hits: UInt32 = 0
        _ = libmsiecf_url_get_primary_time(item, &first, nil)
        _ = libmsiecf_url_get_secondary_time(item, &second, nil)
        _ = libmsiecf_url_get_number_of_hits(item, &hits, nil)
        let isCache = address.days == nil && address.user == nil
        // A weekly list keeps its own making in the second place and the visit in local time in the first.
        let isWeekly = address.days != nil && !address.isDaily
        let time = HistoryTime(filetime: isWeekly ? first : second)
        let note = HistoryRemark.note([
            address.user.map { "user \($0)" }, isCache ? "kept in the cache" : nil,
            isWeekly ? "local time of the computer" : nil,
        ])
        let page = HistoryPage(url: address.url, title: nil, engines: collector.engines)
        guard
            collector.add(
                .visit, page, time: time, count: max(1, Int(hits)), intent: !isCache, note: note,
                recovered: isRecovered)
        else { return false }
        if !isRecovered { collector.addSearch(of: page, time: time, intent: !isCache, note: note) }
        return true
    }
}
