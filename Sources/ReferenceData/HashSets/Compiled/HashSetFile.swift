import Digests
import Glibc
import Model

/// A compiled hash set (`.wset`), memory-mapped; look-ups copy nothing.
package final class HashSetFile: Sendable {
    package struct Match: Hashable, Sendable {
        /// The entry's own category; nil when the set gives none.
        package var category: String?
        /// What the set's category profile calls it.
        package var label: String?
    }

    nonisolated(unsafe) let base: UnsafeRawBufferPointer
    let layout: HashSetLayout

    /// Maps the file and checks its head: magic, version, checksum of the head, size, bounds of its parts. The parts are
    /// not read: whoever put the file there has compared it with its digest, see `verify`.
    ///
    /// Throws `hash-set-unreadable` or `hash-set-corrupt`.
    package init(path: String) throws(WinnowError) {
        let mapped = try Self.map(path)
        do throws(WinnowError) {
            layout = try HashSetLayout(checking: mapped, path: path)
        } catch {
            munmap(UnsafeMutableRawPointer(mutating: mapped.baseAddress), mapped.count)
            throw error
        }
        base = mapped
        madvise(UnsafeMutableRawPointer(mutating: mapped.baseAddress), mapped.count, MADV_RANDOM)
    }

    deinit { munmap(UnsafeMutableRawPointer(mutating: base.baseAddress), base.count) }

    /// Reads all of it once and compares it with the digest that names this version.
    ///
    /// Throws `hash-set-corrupt`.
    package func verify(digest: String, path: String) throws(WinnowError) {
        let running = RunningDigest(.sha256)
        running.update(base)
        guard Hex.string(running.finish()) == digest else {
            throw HashSetLayout.corrupt(path, "it is not what its digest says")
        }
    }

    /// Which kinds of digest the set has.
    package var algorithms: [DigestKind] { DigestKind.allCases.filter { count($0) > 0 } }

    package func count(_ kind: DigestKind) -> Int { layout.sections[kind.entry.rawValue].count }

    /// Number of digests of all kinds.
    package var entries: Int { DigestKind.allCases.reduce(0) { $0 + count($1) } }

    package var pdqEntries: Int { layout.sections[EntryKind.pdq.rawValue].count }

    /// Bits in which a PDQ value may differ from one of the set's.
    package var pdqDistance: Int { layout.pdqDistance }

    /// Codes and names of the categories that its entries carry.
    package var categories: [(code: String, label: String)] { layout.categories.map { ($0.code, $0.label) } }

    /// `digest` has the length of its kind; any other is never found.
    package func lookup(_ digest: [UInt8], kind: DigestKind) -> Match? {
        digest.withUnsafeBytes { number(of: $0, kind: kind) }.map { match($0) }
    }

    /// The number of the entry's category, 0 for none; nil when the digest is not there.
    ///
    /// - Parameter filtered: false passes the filter by, to measure what it is worth.
    package func number(of digest: UnsafeRawBufferPointer, kind: DigestKind, filtered: Bool = true) -> Int? {
        let section = layout.sections[kind.entry.rawValue]
        guard digest.count == kind.length, section.count > 0, let wanted = digest.baseAddress,
            let start = base.baseAddress
        else { return nil }
        let head = UInt64(bigEndian: wanted.loadUnaligned(as: UInt64.self))
        if filtered, section.filterBlocks > 0 {
            let block = DigestFilter.block(head, of: section.filterBlocks)
            let key = UInt32(bigEndian: wanted.loadUnaligned(fromByteOffset: 8, as: UInt32.self))
            guard DigestFilter.contains(start + section.filter + block &* DigestFilter.blockBytes, key) else {
                return nil
            }
        }
        let bucket = Int(truncatingIfNeeded: head >> UInt64(64 - section.indexBits))
        let low = Int(word(section.index + bucket * 4))
        let high = min(Int(word(section.index + bucket * 4 + 4)), section.count)
        let dropped = section.droppedBytes
        let stride = kind.length - dropped
        guard
            let place = search(
                start + section.entries, stride, from: low, to: high, for: wanted + dropped)
        else { return nil }
        return mark(section, place)
    }

    func match(_ number: Int) -> Match {
        let entry = layout.category(number)
        return Match(category: entry?.code, label: entry.flatMap { $0.label.isEmpty ? nil : $0.label })
    }

    func mark(_ section: HashSetLayout.Section, _ place: Int) -> Int {
        switch section.markBytes {
        case 1: Int(base[section.marks + place])
        case 2:
            Int(UInt16(littleEndian: base.loadUnaligned(fromByteOffset: section.marks + place * 2, as: UInt16.self)))
        default: 0
        }
    }

    /// Binary search; buckets hold some ten entries, all in a few cache lines.
    private func search(
        _ entries: UnsafeRawPointer, _ stride: Int, from first: Int, to last: Int, for wanted: UnsafeRawPointer
    ) -> Int? {
        var (low, high) = (first, last)
        while low < high {
            let middle = low + (high - low) / 2
            let order = memcmp(entries + middle * stride, wanted, stride)
            if order == 0 { return middle }
            if order < 0 { low = middle + 1 } else { high = middle }
        }
        return nil
    }

    func word(_ offset: Int) -> UInt32 {
        UInt32(littleEndian: base.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
    }

    private static func map(_ path: String) throws(WinnowError) -> UnsafeRawBufferPointer {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { throw unreadable(path, errno) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw unreadable(path, errno) }
        let size = Int(status.st_size)
        guard size >= HashSetLayout.fixedHead else { throw HashSetLayout.corrupt(path, "shorter than its header") }
        let address = mmap(nil, size, PROT_READ, MAP_SHARED, descriptor, 0)
        guard let address, address != MAP_FAILED else { throw unreadable(path, errno) }
        return UnsafeRawBufferPointer(start: address, count: size)
    }

    private static func unreadable(_ path: String, _ code: Int32) -> WinnowError {
        WinnowError(
            "hash-set-unreadable", "cannot read the hash set \(path)", remedy: "check the file and its permissions",
            cause: String(cString: strerror(code)))
    }
}
