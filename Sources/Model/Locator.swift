/// Whether the file system still counts a file's bytes as in use.
package enum FileState: String, Codable, Sendable, CaseIterable {
    /// Name and metadata are in use.
    case allocated
    /// The name or the metadata is marked as deleted; content is what its old blocks hold now.
    case deleted
    /// Metadata without any name that leads to it.
    case orphan
    /// A deleted name whose metadata now serves another file: the name only, no content.
    case reallocated
    /// No file's: the locator's byte offset counts from the start of the medium.
    case unallocated
    /// Behind the end of a file, in its last block; the byte offset counts from the start of the medium.
    case slack

    package var isSpace: Bool { self == .unallocated || self == .slack }
}

/// Where an observation was made: enough to repeat it with `icat` or `blkcat`.
package struct Locator: Hashable, Codable, Sendable {
    /// Byte offset of the volume in the image's media.
    package var volumeOffset: UInt64
    /// The Sleuth Kit's name of the file system (`ntfs`, `ext4`, `fat32`, ...); empty outside any.
    package var fileSystem: String
    package var metaAddress: UInt64
    /// The attribute as `icat` takes it (`128-3`); nil for the default one.
    package var attribute: String?
    package var path: RawPath
    package var state: FileState
    /// The way to a member of the archive that the file is; nil for the file itself.
    package var inner: InnerPath?
    /// Byte offset in the content (of the member, where there is one), or in the medium where the state is space;
    /// nil when the observation is not at one place (a digest, a path).
    package var byteOffset: UInt64?

    package init(
        volumeOffset: UInt64, fileSystem: String, metaAddress: UInt64, attribute: String? = nil, path: RawPath,
        state: FileState, inner: InnerPath? = nil, byteOffset: UInt64? = nil
    ) {
        self.volumeOffset = volumeOffset
        self.fileSystem = fileSystem
        self.metaAddress = metaAddress
        self.attribute = attribute
        self.path = path
        self.state = state
        self.inner = inner
        self.byteOffset = byteOffset
    }
    /// The path of what the locator is about: a member's own name, or the file's path.
    package var ownPath: RawPath { inner?.steps.last?.name ?? path }

    /// The file that holds the member; the file itself where there is none.
    package var outermost: Locator {
        var file = self
        file.inner = nil
        return file
    }
}
