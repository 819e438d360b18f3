import COlecf

/// An OLE compound file read by libolecf: the streams of its root, by name.
final class OLEFile {
    static let magic: [UInt8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]
    /// Longer streams are not read.
    private static let mostBytes: UInt32 = 8 << 20
    private static let mostStreams: Int32 = 20_000

    private let memory: MemoryFile
    private var file: UnsafeMutablePointer<libolecf_file_t>?
    private var root: UnsafeMutablePointer<libolecf_item_t>?
    private(set) var streams: [String] = []

    init?(_ bytes: UnsafeRawBufferPointer) {
        guard let memory = try? MemoryFile(bytes) else { return nil }
        self.memory = memory
        guard libolecf_file_initialize(&file, nil) == 1,
            libolecf_file_open_file_io_handle(file, memory.handle, LIBOLECF_ACCESS_FLAG_READ, nil)
                == 1, libolecf_file_get_root_item(file, &root, nil) == 1
        else { return nil }
        var count: Int32 = 0
        guard libolecf_item_get_number_of_sub_items(root, &count, nil) == 1 else { return }
        for index in 0..<max(0, min(count, Self.mostStreams)) {
            var item: UnsafeMutablePointer<libolecf_item_t>?
            guard libolecf_item_get_sub_item(root, index, &item, nil) == 1 else { continue }
            defer { libolecf_item_free(&item, nil) }
            if let name = LibyalText.read(
                { libolecf_item_get_utf8_name_size(item, $0, nil) },
                { libolecf_item_get_utf8_name(item, $0, $1, nil) })
            {
                streams.append(name)
            }
        }
    }

    deinit {
        if root != nil { libolecf_item_free(&root, nil) }
        libolecf_file_close(file, nil)
        libolecf_file_free(&file, nil)
    }

    /// A stream's bytes, cut at 8 MiB; nil when there is none of that name.
    func stream(_ name: String) -> [UInt8]? {
        var item: UnsafeMutablePointer<libolecf_item_t>?
        let wanted = Array(name.utf8)
        guard libolecf_item_get_sub_item_by_utf8_name(root, wanted, wanted.count, &item, nil) == 1 else { return nil }
        defer { libolecf_item_free(&item, nil) }
        var stated: UInt32 = 0
        guard libolecf_item_get_size(item, &stated, nil) == 1 else { return nil }
        var bytes = [UInt8](repeating: 0, count: Int(min(stated, Self.mostBytes)))
        var filled = 0
        while filled < bytes.count {
            let got = bytes.withUnsafeMutableBufferPointer { buffer -> Int in
                guard let start = buffer.baseAddress else { return 0 }
                return libolecf_stream_read_buffer(item, start + filled, buffer.count - filled, nil)
            }
            guard got > 0 else { break }
            filled += got
        }
        return Array(bytes[..<filled])
    }
}
