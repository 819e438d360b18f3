/// What a worker tells its scanner once, before the first job: one image, one set of reference data.
package struct ScannerSetup: Codable, Hashable, Sendable {
    package struct Reference: Codable, Hashable, Sendable {
        package var version: ReferenceVersion
        /// The verified local file: a keyword list's text or a compiled hash set.
        package var path: String

        package init(version: ReferenceVersion, path: String) {
            self.version = version
            self.path = path
        }
    }

    /// A path, or the name of an image whose bytes the worker gives. Empty for one that searches packs.
    package var image: String
    /// Bytes of the medium where the worker gives them; nil where `image` is a path.
    package var givenSize: UInt64?
    package var references: [Reference]
    package var confinement: Confinement
    /// In which text in pictures is recognised (`eng+deu`); nil where none is.
    package var languages: String?

    package init(
        image: String, givenSize: UInt64? = nil, references: [Reference], confinement: Confinement = Confinement(),
        languages: String? = nil
    ) {
        self.image = image
        self.givenSize = givenSize
        self.references = references
        self.confinement = confinement
        self.languages = languages
    }
}

/// One job for a scanner.
package enum ScannerRequest: Codable, Sendable, Hashable {
    /// Volumes in `skipping` (index in the image, reason) are recorded as not opened.
    /// With `verify`, a shard is planned that reads the whole medium for its digests.
    case survey(skipping: [Int: String], verify: Bool)
    /// The sealed shard follows in a frame of its own. `careful` announces each file before it is touched and takes
    /// files one by one; those in `skipping` (index in the shard, reason) are recorded as unreadable, unopened. What
    /// those in `stopping` hold is gone through up to a member. With those in `reducing` less is done.
    case scan(
        careful: Bool, skipping: [Int: String], stopping: [Int: MemberStop] = [:],
        reducing: [ContentPlace: ReducedScan] = [:])
    /// As a scan, but only the bytes themselves are searched, and no pack is made.
    case reread(careful: Bool, skipping: [Int: String], stopping: [Int: MemberStop] = [:])
    /// As a scan, but only text in pictures is recognised; the pack has a record for each picture and nothing else.
    case recognise(
        careful: Bool, skipping: [Int: String], stopping: [Int: MemberStop] = [:],
        reducing: [ContentPlace: ReducedScan] = [:])
    /// As many sealed packs follow, each in a frame of its own.
    case rescan(packs: Int)

    /// How many frames of content follow.
    package var frames: Int {
        switch self {
        case .survey: 0
        case .scan, .reread, .recognise: 1
        case .rescan(let packs): packs
        }
    }
}

/// The first member of a file's containers, counted through all of them, that is not to be touched, and why.
package struct MemberStop: Codable, Hashable, Sendable {
    package var member: Int
    package var reason: String

    package init(member: Int, reason: String) {
        self.member = member
        self.reason = reason
    }
}

/// A file of a shard by its index, or a member of its containers, counted through all of them.
package struct ContentPlace: Codable, Hashable, Sendable {
    package var file: Int
    package var member: Int?

    package init(file: Int, member: Int? = nil) {
        self.file = file
        self.member = member
    }
}

/// How little is still done with a content that ended a scanner, and how it did.
package struct ReducedScan: Codable, Hashable, Sendable {
    package enum Level: Int, Codable, Sendable {
        /// Its bytes are searched as they lie; no reader of its format touches it.
        case bytes
        /// Its digests are computed and looked up.
        case digests
    }

    package var level: Level
    package var reason: String

    package init(_ level: Level, reason: String) {
        self.level = level
        self.reason = reason
    }
}

/// A shard that the survey planned.
package struct PlannedShard: Codable, Hashable, Sendable {
    /// Expected yield: 0 is scanned first.
    package var order: Int
    package var files: UInt64
    package var bytes: UInt64

    package init(order: Int, files: UInt64, bytes: UInt64) {
        self.order = order
        self.files = files
        self.bytes = bytes
    }
}

/// What the survey found out about an image.
package struct SurveySummary: Codable, Hashable, Sendable {
    package var container: String
    package var size: UInt64
    package var storedDigests: [String]
    package var acquisition: [String: String]
    /// Volumes that could not be opened, directories that could not be read.
    package var errors: [WinnowError]
    /// All of the image that no shard covers.
    package var coverage: [CoverageRow]

    package init(
        container: String, size: UInt64, storedDigests: [String], acquisition: [String: String] = [:],
        errors: [WinnowError], coverage: [CoverageRow]
    ) {
        self.container = container
        self.size = size
        self.storedDigests = storedDigests
        self.acquisition = acquisition
        self.errors = errors
        self.coverage = coverage
    }
}

/// A part of an image's bytes that a scanner asks its worker for.
package struct EvidencePart: Codable, Hashable, Sendable {
    /// Bytes of one part at most.
    package static let most = 4 << 20

    package var offset: UInt64
    package var length: Int

    package init(offset: UInt64, length: Int) {
        self.offset = offset
        self.length = length
    }

    /// Nil unless it is one of a medium of that size: whoever asks may have been taken over by what it reads.
    package func bytes(ofSize size: UInt64) -> Range<UInt64>? {
        guard (1...Self.most).contains(length), offset < size, UInt64(length) <= size - offset else { return nil }
        return offset..<(offset + UInt64(length))
    }
}

/// What a scanner says. A job ends with `finished` or `failed`; binary content follows in a frame of its own.
package enum ScannerReply: Codable, Sendable, Hashable {
    /// Locked in; the image is opened after this.
    case ready(SandboxLevel)
    /// Asks for bytes of an image that the worker gives; they are sent in a frame, and nothing else before them.
    case evidence(EvidencePart)
    case progress(Progress)
    /// The index of what is touched next: of the image's volume, or of the shard's file when asked to be careful.
    case touching(Int)
    /// The member that is touched next of the containers in the file that is touched, when asked to be careful.
    case opening(file: Int, member: Int)
    /// The sealed shard follows.
    case planned(PlannedShard)
    case surveyed(SurveySummary)
    case hits([Hit])
    case history([HistoryEntry])
    case coverage([CoverageRow])
    /// The sealed pack follows.
    case pack(files: Int)
    /// What a re-scan looked at.
    case rescanned([RescanRow])
    case finished(Progress)
    case failed(WinnowError)

    /// True when the next frame is binary content that belongs to this reply.
    package var hasContent: Bool {
        switch self {
        case .planned, .pack: true
        default: false
        }
    }
}
