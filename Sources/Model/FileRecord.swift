/// The three digests of one content, in hexadecimal.
package struct DigestTriple: Hashable, Codable, Sendable {
    package var md5: [UInt8]
    package var sha1: [UInt8]
    package var sha256: [UInt8]

    package init(md5: [UInt8], sha1: [UInt8], sha256: [UInt8]) {
        self.md5 = md5
        self.sha1 = sha1
        self.sha256 = sha256
    }
}

/// What a pack keeps of one file.
package struct FileRecord: Hashable, Sendable {
    package enum Kind: String, Sendable, Codable, CaseIterable {
        case regular, directory, symlink, stream, virtual, other
    }

    package var locator: Locator
    package var kind: Kind
    package var size: UInt64
    /// Seconds since 1970 UTC; nil when the file system has none.
    package var modified: Int64?
    package var accessed: Int64?
    package var changed: Int64?
    package var created: Int64?
    /// Nil when the content was not or not completely read.
    package var digests: DigestTriple?
    /// Media type by content (`image/jpeg`); empty if not known.
    package var type: String
    /// The coverage status and reason this file was accounted under.
    package var status: CoverageStatus
    package var reason: String
    /// What was taken out of its content, in the order in which it stands there.
    package var texts: [ExtractedText]
    /// Bytes of its text that are not kept: beyond the limits, or not to be read.
    package var textLeftOut: UInt64
    /// PDQ value of a picture; nil where no set asked for it.
    package var picture: PictureHash?

    package init(
        locator: Locator, kind: Kind, size: UInt64, modified: Int64? = nil, accessed: Int64? = nil,
        changed: Int64? = nil, created: Int64? = nil, digests: DigestTriple? = nil, type: String = "",
        status: CoverageStatus = .scanned, reason: String = "file-content", texts: [ExtractedText] = [],
        textLeftOut: UInt64 = 0, picture: PictureHash? = nil
    ) {
        self.locator = locator
        self.kind = kind
        self.size = size
        self.modified = modified
        self.accessed = accessed
        self.changed = changed
        self.created = created
        self.digests = digests
        self.type = type
        self.status = status
        self.reason = reason
        self.texts = texts
        self.textLeftOut = textLeftOut
        self.picture = picture
    }
}
