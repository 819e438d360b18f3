import Evidence
import Model

/// Notices an empty Prefetch folder beside an installed Windows, which only who sees a whole volume can.
struct PrefetchFolders {
    private static let folder = Array("windows/prefetch".utf8)
    private static let system = Array("windows/system32/config/software".utf8)
    private static let ending = Array(".pf".utf8)

    private var place: Locator?
    private var hasWindows = false
    private var kept = 0
    private var deleted = 0

    mutating func look(at file: FoundFile) {
        guard file.locator.fileSystem == "ntfs" else { return }
        let path = file.locator.path.bytes
        // Most paths end here.
        guard path.count >= Self.folder.count, path[0] | 0x20 == Self.folder[0] else { return }
        let lower = path.map(\.lowercasedASCII)
        let isAllocated = file.locator.state == .allocated
        if lower == Self.system {
            hasWindows = hasWindows || isAllocated
        } else if lower == Self.folder {
            if isAllocated { place = file.locator }
        } else if lower.starts(with: Self.folder + [UInt8(ascii: "/")]),
            lower.suffix(Self.ending.count).elementsEqual(Self.ending)
        {
            if isAllocated { kept += 1 } else { deleted += 1 }
        }
    }

    /// The empty folder and how many names of deleted files are in it; nil where nothing is amiss.
    var empty: (place: Locator, deleted: Int)? {
        guard hasWindows, kept == 0, let place else { return nil }
        return (place, deleted)
    }
}
