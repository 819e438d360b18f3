import CArchive
import Foundation
import Model

/// The members of one container in their order, by libarchive, told which format it is: nothing is guessed, and no
/// program is started.
package final class ArchiveReader: ContainerReader {
    private let archive: OpaquePointer
    private let feed: ContainerFeed
    private let locale: locale_t?
    private let format: ContainerFormat
    private var names: ZipNames?
    private var entry: OpaquePointer?

    /// What libarchive gave last and nobody took yet, and where in the member it belongs.
    private var block = UnsafeRawBufferPointer(start: nil, count: 0)
    private var blockOffset: UInt64 = 0
    private var position: UInt64 = 0
    private var memberEnded = true
    private var failure: WinnowError?

    /// - Throws: `archive-damaged`, `archive-encrypted`, `archive-unsupported`; what the source throws.
    package init(_ format: ContainerFormat, _ source: any ContainerSource) throws {
        guard let archive = archive_read_new() else {
            throw WinnowError("archive-memory", "there is no memory to open an archive")
        }
        self.archive = archive
        self.format = format
        feed = ContainerFeed(source)
        locale = ContainerLocale.of(format)
        if format == .zip { names = try ZipNames(source) }
        guard support(format, seeking: source.size != nil) == ARCHIVE_OK else { throw error() }
        try open()
    }

    deinit { archive_read_free(archive) }

    /// The next member; nil at the end. What of the one before was not read is passed over.
    package func next() throws -> ContainerMember? {
        (block, position, memberEnded, failure) = (UnsafeRawBufferPointer(start: nil, count: 0), 0, false, nil)
        for _ in 0..<100 {
            let result = try guarded { archive_read_next_header(archive, &entry) }
            switch result {
            case ARCHIVE_OK, ARCHIVE_WARN:
                guard let entry else { return nil }
                var member = withLocale { ContainerMember(entry) }
                if let name = names?.next() { member.name = name }
                return member
            case ARCHIVE_EOF: return nil
            case ARCHIVE_RETRY: continue
            default: throw error()
            }
        }
        throw error()
    }

    /// Fills as much of the buffer as the member still has; 0 at its end. Holes read as zeros.
    ///
    /// What came before an error is given first.
    package func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        var filled = 0
        while filled < buffer.count {
            if block.isEmpty, !memberEnded, failure == nil {
                do { try takeBlock() } catch let error as WinnowError where filled > 0 { failure = error }
            }
            let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
            if block.isEmpty {
                guard filled == 0, let failure else { break }
                memberEnded = true
                throw failure
            }
            if blockOffset > position {
                let hole = Int(min(UInt64(rest.count), blockOffset - position))
                UnsafeMutableRawBufferPointer(rebasing: rest[..<hole]).initializeMemory(as: UInt8.self, repeating: 0)
                filled += hole
                position += UInt64(hole)
                continue
            }
            let taken = min(rest.count, block.count)
            rest.copyMemory(from: UnsafeRawBufferPointer(rebasing: block.prefix(taken)))
            block = UnsafeRawBufferPointer(rebasing: block.dropFirst(taken))
            filled += taken
            position += UInt64(taken)
            blockOffset = position
        }
        return filled
    }

    private func takeBlock() throws {
        var start: UnsafeRawPointer?
        var count = 0
        var offset: Int64 = 0
        for _ in 0..<100 {
            let result = try guarded { archive_read_data_block(archive, &start, &count, &offset) }
            switch result {
            case ARCHIVE_OK, ARCHIVE_WARN:
                block = UnsafeRawBufferPointer(start: start, count: count)
                blockOffset = UInt64(clamping: offset)
                guard blockOffset >= position else {
                    block = UnsafeRawBufferPointer(start: nil, count: 0)
                    throw WinnowError("archive-damaged", "the parts of a member overlap")
                }
                // A hole at the end is a block without bytes, which the loop in `read` would take for none.
                if count > 0 { return }
            case ARCHIVE_EOF:
                memberEnded = true
                return
            case ARCHIVE_RETRY: continue
            default: throw error()
            }
        }
    }

    private func support(_ format: ContainerFormat, seeking: Bool) -> Int32 {
        switch format {
        case .zip:
            // The list at the end is the archive's word; without one, whatever entries are met.
            return seeking && names != nil
                ? archive_read_support_format_zip_seekable(archive)
                : archive_read_support_format_zip_streamable(archive)
        case .sevenZip: return archive_read_support_format_7zip(archive)
        case .rar:
            let old = archive_read_support_format_rar(archive)
            return old == ARCHIVE_OK ? archive_read_support_format_rar5(archive) : old
        case .tar: return archive_read_support_format_tar(archive)
        case .cab: return archive_read_support_format_cab(archive)
        case .iso: return archive_read_support_format_iso9660(archive)
        case .lha: return archive_read_support_format_lha(archive)
        case .ar: return archive_read_support_format_ar(archive)
        case .cpio: return archive_read_support_format_cpio(archive)
        case .gzip: return compressed(ARCHIVE_FILTER_GZIP)
        case .bzip2: return compressed(ARCHIVE_FILTER_BZIP2)
        case .xz: return compressed(ARCHIVE_FILTER_XZ)
        case .lzma: return compressed(ARCHIVE_FILTER_LZMA)
        case .lzip: return compressed(ARCHIVE_FILTER_LZIP)
        case .zstd: return compressed(ARCHIVE_FILTER_ZSTD)
        case .lz4: return compressed(ARCHIVE_FILTER_LZ4)
        // These have readers of their own.
        case .mail, .mailbox, .outlook, .pdf, .tnef: return ARCHIVE_FATAL
        case .compress:
            // Appending this filter reads its header before there is a source, and crashes (libarchive 3.6).
            let result = archive_read_support_filter_compress(archive)
            return result == ARCHIVE_OK ? archive_read_support_format_raw(archive) : result
        }
    }

    /// One layer and no more, whatever lies below it.
    private func compressed(_ filter: Int32) -> Int32 {
        let result = archive_read_append_filter(archive, filter)
        return result == ARCHIVE_OK ? archive_read_support_format_raw(archive) : result
    }

    private func open() throws {
        let context = Unmanaged.passUnretained(feed).toOpaque()
        archive_read_set_callback_data(archive, context)
        archive_read_set_read_callback(archive) { _, context, buffer in
            guard let context, let buffer else { return -1 }
            return Unmanaged<ContainerFeed>.fromOpaque(context).takeUnretainedValue().read(buffer)
        }
        if feed.size != nil {
            archive_read_set_seek_callback(archive) { _, context, offset, whence in
                guard let context else { return -1 }
                return Unmanaged<ContainerFeed>.fromOpaque(context).takeUnretainedValue().seek(offset, whence)
            }
            archive_read_set_skip_callback(archive) { _, context, count in
                guard let context else { return 0 }
                return Unmanaged<ContainerFeed>.fromOpaque(context).takeUnretainedValue().skip(count)
            }
        }
        guard try guarded({ archive_read_open1(archive) }) >= ARCHIVE_WARN else { throw error() }
    }

    /// Calls libarchive; an error of the source goes before what libarchive makes of it.
    private func guarded(_ call: () -> Int32) throws -> Int32 {
        let result = withLocale(call)
        if let failure = feed.failure { throw failure }
        return result
    }

    private func withLocale<Result>(_ body: () -> Result) -> Result {
        guard let locale else { return body() }
        let before = uselocale(locale)
        defer { uselocale(before) }
        return body()
    }

    private func error() -> WinnowError {
        let text = archive_error_string(archive).map { String(cString: $0) } ?? "no reason is given"
        let lower = text.lowercased()
        if lower.contains("crypt") || archive_read_has_encrypted_entries(archive) == 1 && lower.contains("password") {
            return WinnowError("archive-encrypted", "an archive is encrypted", cause: text)
        }
        if ["unsupported", "not supported", "unknown compression", "unavailable"].contains(where: lower.contains) {
            return WinnowError("archive-unsupported", "an archive uses what libarchive does not read", cause: text)
        }
        return WinnowError("archive-damaged", "an archive cannot be read on", cause: text)
    }
}
