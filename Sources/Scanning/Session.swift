import Analysis
import Evidence
import Foundation
import Model
import ReferenceData

/// What one scanner keeps from job to job.
final class Session {
    let image: EvidenceImage
    let pipeline: Pipeline
    /// Nil without keyword lists: nothing else is looked for outside files.
    let contentPipeline: Pipeline?
    /// For files that are read again; nil without keyword lists.
    let rereadPipeline: Pipeline?
    let companions: CompanionReader
    private var fileSystems: [UInt64: FileSystem] = [:]

    /// Loads reference data, locks down, says so, and only then opens the image.
    init(_ setup: ScannerSetup, parent: Int32, locked: (SandboxLevel) throws -> Void) throws {
        let references = try LoadedReferences(setup.references)
        let matcher = references.matcher
        let companions = CompanionReader()
        pipeline = try Pipeline(
            matcher: matcher, hashSets: references.sets,
            extra: [
                HistoryAnalyzer { _ in (companions.read(.wal), companions.read(.journal)) },
                ArtefactAnalyzer(),
            ])
        contentPipeline = try matcher.map { try Pipeline(contentMatcher: $0) }
        let knownGood = references.sets.filter { $0.version.setKind == .knownGood }
        rereadPipeline = try matcher.map { try Pipeline(contentMatcher: $0, knownGood: knownGood) }
        self.companions = companions
        try locked(LockDown.enter(setup, mapped: references.mapped, parent: parent))
        image = try EvidenceImage(path: setup.image)
    }

    func fileSystem(at offset: UInt64) throws -> FileSystem {
        if let open = fileSystems[offset] { return open }
        let volumes = try image.volumes()
        guard let volume = volumes.first(where: { $0.offset == offset && $0.kind == .partition }) else {
            throw WinnowError(
                "volume-gone", "the image has no volume at byte \(offset)", remedy: "survey the image again")
        }
        let fresh = try image.openFileSystem(at: volume)
        fileSystems[offset] = fresh
        return fresh
    }
}
