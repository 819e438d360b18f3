/// What became of a part of an image.
package enum CoverageStatus: String, Codable, Sendable, CaseIterable {
    case scanned
    case skipped
    case unreadable
    case encrypted
    case unsupported
    case notOpened = "not-opened"
}

/// One line of an image's account: the rows of one image add up to its media size in bytes and to its number of files.
///
/// What lies in archives is counted beside: it is neither bytes of the medium nor files of a file system.
package struct CoverageRow: Hashable, Codable, Sendable {
    package var status: CoverageStatus
    /// A stable short word: `file-content`, `unallocated-space`, `file-system-structures`, `read-error`, ...
    package var reason: String
    package var files: UInt64
    package var bytes: UInt64
    /// Members of archives; one for all of an archive that could not be listed.
    package var members: UInt64
    /// Pictures in which text was to be recognised: they were read and are accounted for before, and add to nothing else.
    package var pictures: UInt64

    package init(
        _ status: CoverageStatus, _ reason: String, files: UInt64 = 0, bytes: UInt64 = 0, members: UInt64 = 0,
        pictures: UInt64 = 0
    ) {
        self.status = status
        self.reason = reason
        self.files = files
        self.bytes = bytes
        self.members = members
        self.pictures = pictures
    }

    private enum CodingKeys: CodingKey { case status, reason, files, bytes, members, pictures }

    package init(from decoder: any Decoder) throws {
        let row = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            try row.decode(CoverageStatus.self, forKey: .status), try row.decode(String.self, forKey: .reason),
            files: try row.decode(UInt64.self, forKey: .files), bytes: try row.decode(UInt64.self, forKey: .bytes),
            members: try row.decode(UInt64.self, forKey: .members),
            pictures: try row.decodeIfPresent(UInt64.self, forKey: .pictures) ?? 0)
    }

    /// Without `pictures` where there are none: most batches do not ask for it.
    package func encode(to encoder: any Encoder) throws {
        var row = encoder.container(keyedBy: CodingKeys.self)
        try row.encode(status, forKey: .status)
        try row.encode(reason, forKey: .reason)
        try row.encode(files, forKey: .files)
        try row.encode(bytes, forKey: .bytes)
        try row.encode(members, forKey: .members)
        if pictures > 0 { try row.encode(pictures, forKey: .pictures) }
    }
}

/// Sums coverage rows by status and reason.
package struct CoverageLedger: Sendable, Equatable {
    private var sums: [Key: (files: UInt64, bytes: UInt64, members: UInt64, pictures: UInt64)] = [:]

    private struct Key: Hashable { var status: CoverageStatus, reason: String }

    package init() {}

    package init(_ rows: some Sequence<CoverageRow>) {
        for row in rows { add(row) }
    }

    package mutating func add(_ row: CoverageRow) {
        let key = Key(status: row.status, reason: row.reason)
        let sum = sums[key] ?? (0, 0, 0, 0)
        sums[key] = (
            sum.files &+ row.files, sum.bytes &+ row.bytes, sum.members &+ row.members, sum.pictures &+ row.pictures
        )
    }

    /// In canonical order: status, then reason.
    package var rows: [CoverageRow] {
        sums.map { key, sum in
            CoverageRow(
                key.status, key.reason, files: sum.files, bytes: sum.bytes, members: sum.members,
                pictures: sum.pictures)
        }
        .sorted { ($0.status.rawValue, $0.reason) < ($1.status.rawValue, $1.reason) }
    }

    package var totalBytes: UInt64 { sums.values.reduce(0) { $0 &+ $1.bytes } }
    package var totalFiles: UInt64 { sums.values.reduce(0) { $0 &+ $1.files } }
    package var totalMembers: UInt64 { sums.values.reduce(0) { $0 &+ $1.members } }
    package var totalPictures: UInt64 { sums.values.reduce(0) { $0 &+ $1.pictures } }

    package static func == (left: Self, right: Self) -> Bool { left.rows == right.rows }
}
