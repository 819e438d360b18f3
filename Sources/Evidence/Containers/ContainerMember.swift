import CArchive
import Model

/// One entry of a container, as the container states it.
package struct ContainerMember {
    /// As stored, but for UTF-16, which becomes UTF-8.
    package var name: RawPath
    package var kind: FileRecord.Kind
    /// Nil where the container does not say.
    package var size: UInt64?
    package var isEncrypted: Bool
    /// Seconds since 1970 UTC.
    package var modified: Int64?
    package var accessed: Int64?
    package var changed: Int64?
    package var created: Int64?

    /// Bytes of a name beyond these are left out.
    package static let longestName = 4_096

    /// A file of which the container tells no more.
    package init(name: RawPath, size: UInt64?, isEncrypted: Bool) {
        // A NUL would end the name wherever it is kept.
        self.name = RawPath(bytes: Array(name.bytes.lazy.filter { $0 != 0 }.prefix(Self.longestName)))
        kind = .regular
        self.size = size
        self.isEncrypted = isEncrypted
    }

    init(_ entry: OpaquePointer) {
        name = RawPath(bytes: archive_entry_pathname(entry).map { bytes(of: $0, limit: Self.longestName) } ?? [])
        kind =
            switch archive_entry_filetype(entry) {
            case 0o100000 where archive_entry_hardlink(entry) == nil: .regular
            case 0o040000: .directory
            case 0o120000: .symlink
            // A zip of MS-DOS states none.
            case 0: .regular
            default: .other
            }
        size = archive_entry_size_is_set(entry) != 0 ? UInt64(clamping: archive_entry_size(entry)) : nil
        isEncrypted = archive_entry_is_encrypted(entry) != 0
        modified = archive_entry_mtime_is_set(entry) != 0 ? Int64(archive_entry_mtime(entry)) : nil
        accessed = archive_entry_atime_is_set(entry) != 0 ? Int64(archive_entry_atime(entry)) : nil
        changed = archive_entry_ctime_is_set(entry) != 0 ? Int64(archive_entry_ctime(entry)) : nil
        created = archive_entry_birthtime_is_set(entry) != 0 ? Int64(archive_entry_birthtime(entry)) : nil
    }
}
