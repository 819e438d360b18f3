import CLnk
import Model

/// One Windows shortcut (`.lnk`), read by liblnk.
struct Shortcut {
    /// The shell link's class, which every shortcut begins with behind its header size.
    static let mark: [UInt8] = [
        0x4C, 0, 0, 0, 0x01, 0x14, 0x02, 0, 0, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0x46,
    ]

    var localPath: String?
    var networkPath: String?
    var relativePath: String?
    var environmentPath: String?
    var arguments: String?
    var description: String?
    var workingFolder: String?
    var volumeLabel: String?
    var machine: String?
    var created: HistoryTime?
    var modified: HistoryTime?
    var accessed: HistoryTime?
    /// 2 removable, 3 fixed, 4 remote, 5 optical (`GetDriveType`).
    var driveType: UInt32?
    var driveSerial: UInt32?

    /// Nil for what liblnk does not take for a shortcut.
    init?(_ bytes: UnsafeRawBufferPointer) {
        var file: UnsafeMutablePointer<liblnk_file_t>?
        guard let memory = try? MemoryFile(bytes), liblnk_file_initialize(&file, nil) == 1 else { return nil }
        defer { liblnk_file_free(&file, nil) }
        guard
            liblnk_file_open_file_io_handle(file, memory.handle, Int32(LIBLNK_ACCESS_FLAG_READ.rawValue), nil) == 1
        else { return nil }
        defer { liblnk_file_close(file, nil) }
        func text(
            _ size: (
                UnsafeMutablePointer<liblnk_file_t>?, UnsafeMutablePointer<Int>?,
                UnsafeMutablePointer<UnsafeMutablePointer<liblnk_error_t>?>?
            ) -> Int32,
            _ fill: (
                UnsafeMutablePointer<liblnk_file_t>?, UnsafeMutablePointer<UInt8>?, Int,
                UnsafeMutablePointer<UnsafeMutablePointer<liblnk_error_t>?>?
            ) -> Int32
        ) -> String? {
            LibyalText.read({ size(file, $0, nil) }, { fill(file, $0, $1, nil) })
        }
        localPath = text(liblnk_file_get_utf8_local_path_size, liblnk_file_get_utf8_local_path)
        networkPath = text(liblnk_file_get_utf8_network_path_size, liblnk_file_get_utf8_network_path)
        relativePath = text(liblnk_file_get_utf8_relative_path_size, liblnk_file_get_utf8_relative_path)
        environmentPath = text(
            liblnk_file_get_utf8_environment_variables_location_size,
            liblnk_file_get_utf8_environment_variables_location)
        arguments = text(
            liblnk_file_get_utf8_command_line_arguments_size, liblnk_file_get_utf8_command_line_arguments)
        description = text(liblnk_file_get_utf8_description_size, liblnk_file_get_utf8_description)
        workingFolder = text(liblnk_file_get_utf8_working_directory_size, liblnk_file_get_utf8_working_directory)
        volumeLabel = text(liblnk_file_get_utf8_volume_label_size, liblnk_file_get_utf8_volume_label)
        machine = text(liblnk_file_get_utf8_machine_identifier_size, liblnk_file_get_utf8_machine_identifier)
        var value: UInt64 = 0
        if liblnk_file_get_file_creation_time(file, &value, nil) == 1 { created = HistoryTime(filetime: value) }
        value = 0
        if liblnk_file_get_file_modification_time(file, &value, nil) == 1 { modified = HistoryTime(filetime: value) }
        value = 0
        if liblnk_file_get_file_access_time(file, &value, nil) == 1 { accessed = HistoryTime(filetime: value) }
        var number: UInt32 = 0
        if liblnk_file_get_drive_type(file, &number, nil) == 1 { driveType = number }
        number = 0
        if liblnk_file_get_drive_serial_number(file, &number, nil) == 1 { driveSerial = number }
    }

    /// The best that is known of where it leads.
    var target: String? {
        [localPath, networkPath, environmentPath, relativePath].compactMap { $0 }.first { !$0.isEmpty }
    }

    var isProgram: Bool {
        let lower = target?.lowercased() ?? ""
        return [".exe", ".com", ".bat", ".cmd", ".msi", ".ps1", ".scr", ".msc", ".cpl"].contains {
            lower.hasSuffix($0)
        }
    }

    var note: String? {
        let drive: String? =
            switch driveType {
            case 2: "on a removable drive"
            case 4: "on a network drive"
            case 5: "on an optical disc"
            default: nil
            }
        let label = volumeLabel.flatMap { $0.isEmpty ? nil : "volume \($0)" }
        let serial = driveSerial.map { "serial \(String($0, radix: 16, uppercase: true))" }
        return HistoryRemark.note([
            drive, label, serial, arguments.map { "with \($0)" }, machine.map { "made on \($0)" },
            created?.iso.map { "target created \($0)" }, modified?.iso.map { "target changed \($0)" },
        ])
    }

    /// Adds what it leads to: a program, or a file that was opened.
    ///
    /// - Parameter opened: when the list that holds it says it was opened; else the target's last access stands for it.
    func add(to collector: inout HistoryCollector, opened: HistoryTime? = nil, count: Int = 1, remark: String? = nil) {
        guard let target else { return }
        let time = opened ?? accessed
        let told = HistoryRemark.note([
            remark, opened == nil && time?.microseconds != nil ? "the time is the target's last access" : nil, note,
        ])
        if isProgram {
            // A shortcut alone says that the program was there; an entry in a list of opened things, that it was opened.
            collector.addProgram(target, opened == nil ? .installed : .executed, time: time, count: count, note: told)
            if let arguments, !arguments.isEmpty {
                collector.add(Trace(.command, "\(target) \(arguments)", .configured, detail: "shortcut to \(target)"))
            }
        } else {
            let page = HistoryPage(
                url: FileAddress.of(target), title: description, engines: collector.engines)
            _ = collector.add(.visit, page, time: time, count: max(1, count), note: told)
        }
    }
}

/// `.lnk` files, wherever they lie.
package enum ShortcutReader: ArtefactReader {
    package static let limit = 4 << 20

    package static func recognises(head: UnsafeRawBufferPointer, path: ArtefactPath) -> Bool {
        head.starts(with: Shortcut.mark)
    }

    package static func read(_ bytes: UnsafeRawBufferPointer, into collector: inout HistoryCollector) {
        collector.source = "shortcut"
        guard let shortcut = Shortcut(bytes) else {
            return collector.note(WinnowError("shortcut-damaged", "a shortcut could not be read"))
        }
        shortcut.add(to: &collector)
    }
}
