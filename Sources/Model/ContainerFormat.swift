/// What a content may be a container of other contents by: the raw value is the word in an inner path.
package enum ContainerFormat: String, Codable, Sendable, CaseIterable {
    case zip, rar, tar, cab, iso, lha, ar, cpio
    case sevenZip = "7z"
    /// One compressed content, with or without a name.
    case gzip, bzip2, xz, lzma, lzip, zstd, lz4, compress

    /// Holds one content and no list.
    package var isCompression: Bool {
        switch self {
        case .gzip, .bzip2, .xz, .lzma, .lzip, .zstd, .lz4, .compress: true
        default: false
        }
    }

    /// Its list stands at its end, or its parts refer to each other: better, or only, read from a source that can seek.
    package var wantsSeeking: Bool { self == .zip || self == .sevenZip || self == .iso }

    /// False where the few bytes it is recognised by also begin other things.
    package var isCertain: Bool { self != .lha && self != .compress && self != .lzma && self != .cpio && self != .tar }
}
