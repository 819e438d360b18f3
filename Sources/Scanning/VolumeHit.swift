import Evidence
import Model

/// What a survey observes about volumes as a whole, as hits of the analyzer `volume`.
enum VolumeHit {
    private static let list = "volume-formats"

    static func encrypted(_ volume: Volume, _ name: String) -> Hit {
        hit(volume, term: name, category: "encryption", context: "volume of \(volume.length) bytes")
    }

    static func noise(_ volume: Volume) -> Hit {
        hit(
            volume, term: "high entropy without structure", category: "encryption",
            context: "volume of \(volume.length) bytes: encrypted, or wiped with random data")
    }

    static func encrypted(_ member: PoolVolume, in volume: Volume) -> Hit {
        hit(
            volume, term: "APFS encryption", category: "encryption", context: "volume \(member.label)",
            member.fileSystem)
    }

    static func snapshots(_ member: PoolVolume, in volume: Volume) -> Hit {
        unread(volume, "APFS snapshot", member.snapshots, "of volume \(member.label)", member.fileSystem)
    }

    static func shadowCopies(_ count: UInt64, in volume: Volume, _ fileSystem: String) -> Hit {
        unread(volume, "volume shadow copy", count, "in the volume at byte \(volume.offset)", fileSystem)
    }

    /// No proof of anything: the reasons that are innocent stand beside.
    static func emptyPrefetch(_ folder: Locator, deleted: Int) -> Hit {
        Hit(
            analyzer: "volume", list: list, listVersion: "1", term: "empty Prefetch folder", category: "history-gap",
            // No address: a survey tells of volumes, and is believed nothing about files.
            locator: Locator(
                volumeOffset: folder.volumeOffset, fileSystem: folder.fileSystem, metaAddress: 0, path: folder.path,
                state: .allocated),
            context:
                "the folder (metadata address \(folder.metaAddress)) holds no .pf file beside an installed Windows, "
                + "and names of \(deleted) deleted ones; so after a clearing, and where Prefetch is off or Windows new")
    }

    private static func unread(
        _ volume: Volume, _ what: String, _ count: UInt64, _ place: String, _ fileSystem: String
    ) -> Hit {
        hit(
            volume, term: what, category: "not-scanned", context: "\(count) \(place), not read", fileSystem,
            count: Int(clamping: count))
    }

    private static func hit(
        _ volume: Volume, term: String, category: String, context: String, _ fileSystem: String = "", count: Int = 1
    ) -> Hit {
        Hit(
            analyzer: "volume", list: list, listVersion: "1", term: term, category: category,
            locator: Locator(
                volumeOffset: volume.offset, fileSystem: fileSystem, metaAddress: 0, path: RawPath("."),
                state: .unallocated, byteOffset: volume.offset),
            context: context, count: count)
    }
}
