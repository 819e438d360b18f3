/// One file of a shard, as the survey found it and as the scan opens it again; or a piece of space that is no file's.
package struct ShardFile: Hashable, Sendable {
    /// The side files of an SQLite database, which must be read together with it.
    package struct Companion: Hashable, Sendable {
        package enum Role: String, Sendable, Codable { case wal, journal }
        package var role: Role
        package var metaAddress: UInt64
        package var attribute: String?
        package var size: UInt64

        package init(role: Role, metaAddress: UInt64, attribute: String?, size: UInt64) {
            self.role = role
            self.metaAddress = metaAddress
            self.attribute = attribute
            self.size = size
        }
    }

    package var locator: Locator
    package var kind: FileRecord.Kind
    package var size: UInt64
    /// Bytes of the medium that this file is the first to account for, so that the coverage adds up.
    package var ownedBytes: UInt64
    package var companions: [Companion]
    /// Why its content is not to be read (`name-only`, `sparse-bad-cluster-list`); nil when it is.
    package var skipReason: String?
    /// Where the bytes lie that are no file's; nil for a file.
    package var space: SpaceExtents?

    package init(
        locator: Locator, kind: FileRecord.Kind, size: UInt64, ownedBytes: UInt64, companions: [Companion] = [],
        skipReason: String? = nil, space: SpaceExtents? = nil
    ) {
        self.locator = locator
        self.kind = kind
        self.size = size
        self.ownedBytes = ownedBytes
        self.companions = companions
        self.skipReason = skipReason
        self.space = space
    }

    private static let wholeMedium = RawPath("whole-medium")

    /// The whole medium, to be read for its digests; it accounts for nothing.
    package static func verification(size: UInt64) -> ShardFile {
        ShardFile(
            locator: Locator(
                volumeOffset: 0, fileSystem: "", metaAddress: 0, path: wholeMedium, state: .unallocated),
            kind: .virtual, size: size, ownedBytes: 0, space: SpaceExtents([Extent(offset: 0, length: size)]))
    }

    package var isVerification: Bool { space != nil && locator.path == Self.wholeMedium }
}
