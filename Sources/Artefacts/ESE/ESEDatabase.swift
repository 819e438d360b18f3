import CEsedb
import Model

/// An ESE database of the evidence (`WebCacheV01.dat`, `SRUDB.dat`), read by libesedb from memory.
///
/// libesedb does not replay the logs beside a database: `isDirty` says when they hold later changes.
final class ESEDatabase {
    /// Behind the checksum.
    static let magic: [UInt8] = [0xEF, 0xCD, 0xAB, 0x89]

    private let memory: MemoryFile
    private var file: UnsafeMutablePointer<libesedb_file_t>?
    /// State 3 of the header is a clean shutdown.
    let isDirty: Bool

    init(_ bytes: UnsafeRawBufferPointer) throws(WinnowError) {
        memory = try MemoryFile(bytes)
        isDirty = bytes.little(UInt32.self, at: 52) != 3
        guard libesedb_file_initialize(&file, nil) == 1,
            libesedb_file_open_file_io_handle(file, memory.handle, Int32(LIBESEDB_ACCESS_FLAG_READ.rawValue), nil) == 1
        else {
            libesedb_file_free(&file, nil)
            throw WinnowError("ese-damaged", "an ESE database could not be opened")
        }
    }

    deinit {
        libesedb_file_close(file, nil)
        libesedb_file_free(&file, nil)
    }

    var tableNames: [String] {
        var count: Int32 = 0
        guard libesedb_file_get_number_of_tables(file, &count, nil) == 1 else { return [] }
        return (0..<max(0, min(count, 10_000))).compactMap { index in
            var table: UnsafeMutablePointer<libesedb_table_t>?
            guard libesedb_file_get_table(file, index, &table, nil) == 1 else { return nil }
            defer { libesedb_table_free(&table, nil) }
            return LibyalText.read(
                { libesedb_table_get_utf8_name_size(table, $0, nil) },
                { libesedb_table_get_utf8_name(table, $0, $1, nil) })
        }
    }

    /// Nil when there is no table of that name.
    func table(_ name: String) -> ESETable? {
        var table: UnsafeMutablePointer<libesedb_table_t>?
        let bytes = Array(name.utf8)
        guard libesedb_file_get_table_by_utf8_name(file, bytes, bytes.count, &table, nil) == 1, let table else {
            return nil
        }
        return ESETable(table, of: self)
    }
}

/// One table; its columns are asked for by name.
final class ESETable {
    private var handle: UnsafeMutablePointer<libesedb_table_t>?
    private let database: ESEDatabase
    private(set) var columns: [String] = []
    let count: Int

    fileprivate init(_ handle: UnsafeMutablePointer<libesedb_table_t>, of database: ESEDatabase) {
        self.handle = handle
        self.database = database
        var records: Int32 = 0
        _ = libesedb_table_get_number_of_records(handle, &records, nil)
        count = Int(max(0, records))
        var width: Int32 = 0
        guard libesedb_table_get_number_of_columns(handle, &width, 0, nil) == 1 else { return }
        for index in 0..<max(0, min(width, 4096)) {
            var column: UnsafeMutablePointer<libesedb_column_t>?
            guard libesedb_table_get_column(handle, index, &column, 0, nil) == 1 else { continue }
            defer { libesedb_column_free(&column, nil) }
            columns.append(
                LibyalText.read(
                    { libesedb_column_get_utf8_name_size(column, $0, nil) },
                    { libesedb_column_get_utf8_name(column, $0, $1, nil) }) ?? "")
        }
    }

    deinit { libesedb_table_free(&handle, nil) }

    /// Calls `body` with each record until it returns false.
    /// - Returns: records that could not be read.
    @discardableResult
    func forEachRecord(_ body: (ESERecord) -> Bool) -> Int {
        var lost = 0
        for index in 0..<count {
            var record: UnsafeMutablePointer<libesedb_record_t>?
            guard libesedb_table_get_record(handle, Int32(index), &record, nil) == 1, let record else {
                lost += 1
                // A damaged tree loses all behind it: not worth asking for each.
                if lost > 1000 { return count - index + lost }
                continue
            }
            guard body(ESERecord(record, columns: columns)) else { return lost }
        }
        return lost
    }
}

/// Values of one record by the names of their columns; nil for what is not there.
protocol ESEFields {
    func text(_ column: String) -> String?
    func data(_ column: String) -> [UInt8]?
    func number(_ column: String) -> UInt64?
}

final class ESERecord: ESEFields {
    private var handle: UnsafeMutablePointer<libesedb_record_t>?
    private let columns: [String]

    fileprivate init(_ handle: UnsafeMutablePointer<libesedb_record_t>, columns: [String]) {
        self.handle = handle
        self.columns = columns
    }

    deinit { libesedb_record_free(&handle, nil) }

    private func index(_ column: String) -> Int32? { columns.firstIndex(of: column).map(Int32.init) }

    func text(_ column: String) -> String? {
        guard let index = index(column) else { return nil }
        return LibyalText.read(
            { libesedb_record_get_value_utf8_string_size(handle, index, $0, nil) },
            { libesedb_record_get_value_utf8_string(handle, index, $0, $1, nil) })
    }

    /// The value's bytes, at most 64 KiB.
    func data(_ column: String) -> [UInt8]? {
        guard let index = index(column) else { return nil }
        return LibyalText.bytes(
            limit: LibyalText.limit, { libesedb_record_get_value_data_size(handle, index, $0, nil) },
            { libesedb_record_get_value_data(handle, index, $0, $1, nil) })
    }

    /// A number of whatever width it is stored in.
    func number(_ column: String) -> UInt64? {
        guard let bytes = data(column) else { return nil }
        return bytes.withUnsafeBytes { all in
            switch all.count {
            case 1: UInt64(all[0])
            case 2: all.little(UInt16.self, at: 0).map(UInt64.init)
            case 4: all.little(UInt32.self, at: 0).map(UInt64.init)
            case 8: all.little(UInt64.self, at: 0)
            default: nil
            }
        }
    }
}
