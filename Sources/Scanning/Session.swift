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
    let spacePipeline: Pipeline?
    let companions: CompanionReader
    private var fileSystems: [UInt64: FileSystem] = [:]

    /// Loads reference data, locks down, says so, and only then opens the image.
    init(_ setup: ScannerSetup, parent: Int32, locked: (SandboxLevel) throws -> Void) throws {
        var lists: [KeywordList] = []
        var sets: [(version: ReferenceVersion, file: HashSetFile)] = []
        var mapped: UInt64 = 0
        for reference in setup.references {
            switch reference.version.kind {
            case .keywords:
                let content = try Self.read(reference.path)
                lists.append(
                    try KeywordList.parse(name: reference.version.name, content: content, file: reference.path))
            case .hashset:
                let file = try HashSetFile(path: reference.path)
                mapped &+= try Self.size(reference.path)
                sets.append((reference.version, file))
            case .rules: break
            }
        }
        let companions = CompanionReader()
        let matcher = lists.isEmpty ? nil : try KeywordMatcher(lists: lists)
        pipeline = try Pipeline(
            matcher: matcher, hashSets: sets,
            extra: [
                HistoryAnalyzer { _ in (companions.read(.wal), companions.read(.journal)) },
                ArtefactAnalyzer(),
            ])
        spacePipeline = try matcher.map { try Pipeline(spaceMatcher: $0) }
        self.companions = companions
        try locked(LockDown.enter(setup, mapped: mapped, parent: parent))
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

    private static func size(_ path: String) throws -> UInt64 {
        var status = stat()
        guard stat(path, &status) == 0 else {
            throw WinnowError("reference-unreadable", "reference data at \(path) cannot be read")
        }
        return UInt64(clamping: status.st_size)
    }

    private static func read(_ path: String) throws -> [UInt8] {
        do { return try Array(Data(contentsOf: URL(fileURLWithPath: path))) } catch {
            throw WinnowError("reference-unreadable", "reference data at \(path) cannot be read", cause: "\(error)")
        }
    }
}
