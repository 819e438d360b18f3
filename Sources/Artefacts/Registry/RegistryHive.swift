import CRegf
import Model

/// A registry hive of the evidence, read by libregf from memory.
///
/// libregf does not replay the transaction logs beside a hive: `isDirty` says when they hold later changes.
final class RegistryHive {
    /// `regf`.
    static let magic: [UInt8] = Array("regf".utf8)

    private let memory: MemoryFile
    private var file: UnsafeMutablePointer<libregf_file_t>?
    /// The sequence numbers of the base block differ: the last changes are in the logs only.
    let isDirty: Bool
    /// libregf found bins or cells that make no sense.
    let isCorrupted: Bool
    /// Keys and values still to be visited; shared by everything asked of one hive.
    fileprivate var budget: Int
    static let mostVisits = 400_000

    init(_ bytes: UnsafeRawBufferPointer, budget: Int = mostVisits) throws(WinnowError) {
        self.budget = budget
        guard HiveShape.isTree(bytes) else {
            throw WinnowError(
                "registry-damaged", "the keys of a registry hive lead in circles, so that it was not read",
                remedy: "read it by hand")
        }
        memory = try MemoryFile(bytes)
        isDirty = bytes.little(UInt32.self, at: 4) != bytes.little(UInt32.self, at: 8)
        guard libregf_file_initialize(&file, nil) == 1,
            libregf_file_open_file_io_handle(file, memory.handle, Int32(LIBREGF_ACCESS_FLAG_READ.rawValue), nil) == 1
        else {
            libregf_file_free(&file, nil)
            throw WinnowError("registry-damaged", "a registry hive could not be opened")
        }
        isCorrupted = libregf_file_is_corrupted(file, nil) != 0
    }

    deinit {
        libregf_file_close(file, nil)
        libregf_file_free(&file, nil)
    }

    /// True when not everything was visited.
    var isExhausted: Bool { budget <= 0 }

    var root: RegistryKey? {
        var key: UnsafeMutablePointer<libregf_key_t>?
        guard libregf_file_get_root_key(file, &key, nil) == 1, let key else { return nil }
        return RegistryKey(key, of: self)
    }

    /// A key below the root by its path, components separated by `\`, without regard to case.
    func key(_ path: String) -> RegistryKey? {
        var key = root
        for component in path.split(separator: "\\") {
            guard let next = key?.subkey(String(component)) else { return nil }
            key = next
        }
        return key
    }

    fileprivate func spend() -> Bool {
        budget -= 1
        return budget >= 0
    }
}

/// One key; valid as long as it is held.
final class RegistryKey {
    private var handle: UnsafeMutablePointer<libregf_key_t>?
    private let hive: RegistryHive
    let name: String

    fileprivate init(_ handle: UnsafeMutablePointer<libregf_key_t>, of hive: RegistryHive) {
        self.handle = handle
        self.hive = hive
        name =
            LibyalText.read(
                { libregf_key_get_utf8_name_size(handle, $0, nil) },
                { libregf_key_get_utf8_name(handle, $0, $1, nil) }) ?? ""
    }

    deinit { libregf_key_free(&handle, nil) }

    var lastWritten: HistoryTime? {
        var time: UInt64 = 0
        guard libregf_key_get_last_written_time(handle, &time, nil) == 1 else { return nil }
        return HistoryTime(filetime: time)
    }

    func subkey(_ name: String) -> RegistryKey? {
        var key: UnsafeMutablePointer<libregf_key_t>?
        let bytes = Array(name.utf8)
        if libregf_key_get_sub_key_by_utf8_name(handle, bytes, bytes.count, &key, nil) == 1, let key {
            return RegistryKey(key, of: hive)
        }
        // libregf compares names as they are written.
        var found: RegistryKey?
        let wanted = name.lowercased()
        forEachSubkey {
            if $0.name.lowercased() == wanted { found = $0 }
            return found == nil
        }
        return found
    }

    /// Calls `body` with each subkey until it returns false.
    func forEachSubkey(_ body: (RegistryKey) -> Bool) {
        var count: Int32 = 0
        guard libregf_key_get_number_of_sub_keys(handle, &count, nil) == 1, count > 0 else { return }
        for index in 0..<count {
            guard hive.spend() else { return }
            var key: UnsafeMutablePointer<libregf_key_t>?
            guard libregf_key_get_sub_key(handle, index, &key, nil) == 1, let key else { continue }
            guard body(RegistryKey(key, of: hive)) else { return }
        }
    }

    func value(_ name: String) -> RegistryValue? {
        let wanted = name.lowercased()
        var found: RegistryValue?
        forEachValue {
            if $0.name.lowercased() == wanted { found = $0 }
            return found == nil
        }
        return found
    }

    func text(_ name: String) -> String? { value(name)?.text }

    /// Calls `body` with each value until it returns false.
    func forEachValue(_ body: (RegistryValue) -> Bool) {
        var count: Int32 = 0
        guard libregf_key_get_number_of_values(handle, &count, nil) == 1, count > 0 else { return }
        for index in 0..<count {
            guard hive.spend() else { return }
            var value: UnsafeMutablePointer<libregf_value_t>?
            guard libregf_key_get_value(handle, index, &value, nil) == 1, let value else { continue }
            guard body(RegistryValue(value)) else { return }
        }
    }
}

/// One value; its data is read when asked for.
final class RegistryValue {
    /// Larger data is not read: a million bytes hold the longest compatibility cache.
    static let limit = 4 << 20

    private var handle: UnsafeMutablePointer<libregf_value_t>?
    /// Empty for a key's default value.
    let name: String

    fileprivate init(_ handle: UnsafeMutablePointer<libregf_value_t>) {
        self.handle = handle
        name =
            LibyalText.read(
                { libregf_value_get_utf8_name_size(handle, $0, nil) },
                { libregf_value_get_utf8_name(handle, $0, $1, nil) }) ?? ""
    }

    deinit { libregf_value_free(&handle, nil) }

    var data: [UInt8]? {
        LibyalText.bytes(
            limit: Self.limit, { libregf_value_get_value_data_size(handle, $0, nil) },
            { libregf_value_get_value_data(handle, $0, $1, nil) })
    }

    /// A string's text, a number in decimal; nil for all else.
    var text: String? {
        guard let data, !data.isEmpty else { return nil }
        var type: UInt32 = 0
        guard libregf_value_get_value_type(handle, &type, nil) == 1 else { return nil }
        return data.withUnsafeBytes { bytes in
            switch type {
            case 1, 2, 6, 7: UnsafeRawBufferPointer(rebasing: bytes.prefix(DatabaseRow.textLimit)).utf16Text
            case 4: bytes.little(UInt32.self, at: 0).map(String.init)
            case 11: bytes.little(UInt64.self, at: 0).map(String.init)
            default: nil
            }
        }
    }

    /// A number of four or eight bytes, whatever type it is stored under.
    var number: UInt64? {
        guard let data else { return nil }
        return data.withUnsafeBytes { bytes in
            switch bytes.count {
            case 4: bytes.little(UInt32.self, at: 0).map(UInt64.init)
            case 8: bytes.little(UInt64.self, at: 0)
            default: nil
            }
        }
    }
}
