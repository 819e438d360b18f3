import Digests
import Glibc
import Model

/// A compiled hash set (`.wset`), memory-mapped; look-ups copy nothing.
package final class HashSetFile: Sendable {
    package struct Match: Hashable, Sendable {
        /// The entry's own category; nil when the set gives none.
        package var category: String?
    }

    nonisolated(unsafe) private let base: UnsafeRawBufferPointer
    private let layout: HashSetLayout

    /// Maps and checks the file: magic, version, bounds and checksum. Throws `hash-set-unreadable` or
    /// `hash-set-corrupt`.
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

    /// Which kinds of digest the set has.
    package var algorithms: [DigestKind] { DigestKind.allCases.filter { count($0) > 0 } }

    package func count(_ kind: DigestKind) -> Int { layout.sections[kind.rawValue].count }

    /// Number of digests of all kinds.
    package var entries: Int { layout.sections.reduce(0) { $0 + $1.count } }

    /// `digest` has the length of its kind; any other is never found.
    package func lookup(_ digest: [UInt8], kind: DigestKind) -> Match? {
        guard digest.count == kind.length else { return nil }
        let section = layout.sections[kind.rawValue]
        guard section.count > 0 else { return nil }
        return digest.withUnsafeBytes { wanted in
            let prefix = Int(wanted[0]) << 8 | Int(wanted[1])
            var low = min(Int(word(section.index + prefix * 4)), section.count)
            var high = min(Int(word(section.index + prefix * 4 + 4)), section.count)
            while low < high {
                let middle = low + (high - low) / 2
                let found = base.baseAddress?.advanced(by: section.digests + middle * kind.length)
                guard let found, let start = wanted.baseAddress else { return nil }
                let order = memcmp(found, start, kind.length)
                if order == 0 { return Match(category: layout.category(payload(section, middle))) }
                if order < 0 { low = middle + 1 } else { high = middle }
            }
            return nil
        }
    }

    private func word(_ offset: Int) -> UInt32 {
        UInt32(littleEndian: base.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
    }

    private func payload(_ section: HashSetLayout.Section, _ index: Int) -> Int {
        Int(UInt16(littleEndian: base.loadUnaligned(fromByteOffset: section.payload + index * 2, as: UInt16.self)))
    }

    private static func map(_ path: String) throws(WinnowError) -> UnsafeRawBufferPointer {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw unreadable(path, errno) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw unreadable(path, errno) }
        let size = Int(status.st_size)
        guard size >= HashSetLayout.headerBytes else { throw HashSetLayout.corrupt(path, "shorter than its header") }
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
