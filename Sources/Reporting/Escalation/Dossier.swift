import Model

/// A file that hits lie in, as its pack has it.
package struct MatchedFile: Sendable {
    package var image: String
    package var record: FileRecord

    package init(image: String, record: FileRecord) {
        self.image = image
        self.record = record
    }
}

/// All that a unit is given with one escalation, as values.
package struct Dossier: Sendable {
    package var escalationID: Int64
    /// The pull's fence, which acknowledges.
    package var pull: Int64
    package var revision: Int
    package var unit: String
    package var batch: String
    package var exhibit: String
    package var label: String
    package var kind: String
    /// More columns of the manifest: seal, serial number, who seized it.
    package var notes: [String: String]
    package var category: String
    package var severity: Severity
    package var outcome: Outcome
    package var summary: String
    package var target: TimeTarget
    /// Microseconds since 1970-01-01 UTC.
    package var createdAt: Int64
    package var dueAt: Int64
    /// The rest of the device is still being scanned.
    package var isEarly: Bool
    package var generatedBy: String
    package var references: [ReferenceVersion]
    package var images: [ImageMaterial]
    /// Of the device's last collate; nil while there is none.
    package var findingsDigest: String?
    /// Heads of the audit, `CHAIN:SEQ:SHA256`.
    package var auditHeads: [String]
    /// All hits behind the escalation, in canonical order.
    package var hits: [Hit]
    /// The files they lie in, each once; files without a pack yet are missing.
    package var files: [MatchedFile]
    /// Who has done the device's jobs so far.
    package var work: DeviceWork

    package init(
        escalationID: Int64, pull: Int64, revision: Int, unit: String, batch: String, exhibit: String,
        label: String = "", kind: String = "", notes: [String: String] = [:], category: String, severity: Severity,
        outcome: Outcome, summary: String, target: TimeTarget, createdAt: Int64, dueAt: Int64, isEarly: Bool,
        generatedBy: String, references: [ReferenceVersion], images: [ImageMaterial], findingsDigest: String?,
        auditHeads: [String] = [], hits: [Hit], files: [MatchedFile],
        work: DeviceWork = DeviceWork()
    ) {
        self.escalationID = escalationID
        self.pull = pull
        self.revision = revision
        self.unit = unit
        self.batch = batch
        self.exhibit = exhibit
        self.label = label
        self.kind = kind
        self.notes = notes
        self.category = category
        self.severity = severity
        self.outcome = outcome
        self.summary = summary
        self.target = target
        self.createdAt = createdAt
        self.dueAt = dueAt
        self.isEarly = isEarly
        self.generatedBy = generatedBy
        self.references = references
        self.images = images
        self.findingsDigest = findingsDigest
        self.auditHeads = auditHeads
        self.hits = hits
        self.files = files
        self.work = work
    }

    /// The image of a hit, or the only one there is.
    package func image(of hit: Hit) -> String { hit.image ?? (images.count == 1 ? images[0].path : "IMAGE") }

    /// The pack's record of the file that a hit lies in.
    func file(of hit: Hit, in index: [FileKey: MatchedFile]) -> MatchedFile? {
        index[FileKey(image(of: hit), hit.locator)]
    }

    var fileIndex: [FileKey: MatchedFile] {
        Dictionary(files.map { (FileKey($0.image, $0.record.locator), $0) }) { first, _ in first }
    }
}

/// One file of one image, wherever in it a hit lies.
package struct FileKey: Hashable, Sendable {
    private let image: String
    private let locator: Locator

    package init(_ image: String, _ locator: Locator) {
        self.image = image
        var locator = locator
        locator.byteOffset = nil
        self.locator = locator
    }

    /// What tells the file apart, for identifiers.
    var words: [String] {
        [
            String(locator.volumeOffset), locator.fileSystem, String(locator.metaAddress), locator.attribute ?? "",
            Hex.string(locator.path.bytes), locator.state.rawValue, locator.inner?.text ?? "",
        ]
    }
}

extension Locator {
    /// The path in the file system, and from there into archives.
    var wholePath: String { path.text + (inner.map { "!/" + $0.text } ?? "") }
}
