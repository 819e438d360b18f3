import Analysis
import Evidence
import Foundation
import Model
import ReferenceData

/// What one scanner keeps from job to job.
final class Session {
    private let setup: ScannerSetup
    private let channel: FrameChannel
    private var opened: Result<EvidenceImage, WinnowError>?
    let pipeline: Pipeline
    /// Nil without keyword lists: nothing else is looked for outside files.
    let contentPipeline: Pipeline?
    /// For files that are read again; nil without keyword lists.
    let rereadPipeline: Pipeline?
    /// For members of containers; for those of files that are read again.
    let members: PipelinePool
    let rereadMembers: PipelinePool?
    /// For text in pictures; nil where none is to be recognised.
    let recognising: (pipeline: Pipeline, members: PipelinePool)?
    /// For what ended a scanner before.
    private let reduced: [ReducedScan.Level: PipelinePool]
    let companions: CompanionReader
    let spool: HistorySpool
    private var memberBuffers: [UnsafeMutableRawBufferPointer] = []
    private var fileSystems: [FileSystemPlace: FileSystem] = [:]

    private struct FileSystemPlace: Hashable { var volume: UInt64, name: String }

    /// Loads reference data, locks down and says so. The image is opened with the first request.
    ///
    /// - Parameter channel: to the worker, for an image whose bytes it gives.
    init(
        _ setup: ScannerSetup, parent: Int32, channel: FrameChannel, locked: (SandboxLevel) throws -> Void
    ) throws {
        self.setup = setup
        self.channel = channel
        let references = try LoadedReferences(setup.references)
        let matcher = references.matcher
        let companions = CompanionReader()
        let spool = HistorySpool()
        func make() throws -> Pipeline {
            try Pipeline(
                matcher: matcher, hashSets: references.sets,
                extra: [
                    HistoryAnalyzer(sink: { spool.take($0) }) { item in
                        // Side files are looked for beside files, not in archives.
                        item.locator.inner == nil ? (companions.read(.wal), companions.read(.journal)) : (nil, nil)
                    },
                    ArtefactAnalyzer(), EntropyAnalyzer(),
                    TextAnalyzer { item in item.locator.inner == nil ? companions.reader(of: item.locator) : nil },
                ])
        }
        pipeline = try make()
        members = PipelinePool(pipeline, make: make)
        contentPipeline = try matcher.map { try Pipeline(contentMatcher: $0) }
        func makeReduced(_ level: ReducedScan.Level) throws -> Pipeline {
            try Pipeline(matcher: level == .bytes ? matcher : nil, hashSets: references.sets, readsFormats: false)
        }
        reduced = Dictionary(
            uniqueKeysWithValues: [ReducedScan.Level.bytes, .digests].map { level in
                (level, PipelinePool { try makeReduced(level) })
            })
        let knownGood = references.sets.filter { $0.version.setKind == .knownGood }
        func makeReread(_ matcher: KeywordMatcher) throws -> Pipeline {
            try Pipeline(contentMatcher: matcher, knownGood: knownGood, opensContainers: true)
        }
        rereadPipeline = try matcher.map(makeReread)
        rereadMembers = rereadPipeline.flatMap { first in
            matcher.map { matcher in PipelinePool(first) { try makeReread(matcher) } }
        }
        recognising = try setup.languages.map { languages in
            let recogniser = try TextRecogniser(languages: languages)
            func makeRecognising() -> Pipeline {
                Pipeline(recogniser: recogniser, matcher: matcher, knownGood: knownGood)
            }
            let first = makeRecognising()
            return (first, PipelinePool(first, make: makeRecognising))
        }
        self.companions = companions
        self.spool = spool
        TextAnalyzer.prepare()
        try locked(LockDown.enter(setup, mapped: references.mapped, parent: parent))
    }

    /// Opened once: an image that cannot be is tried no second time.
    func image() throws(WinnowError) -> EvidenceImage {
        if let opened { return try opened.get() }
        let result = Result<EvidenceImage, WinnowError> { () throws(WinnowError) in
            guard let size = setup.givenSize else { return try EvidenceImage(path: setup.image) }
            return try EvidenceImage(ChannelReader(channel, size: size), name: setup.image)
        }
        opened = result
        return try result.get()
    }

    func reducedPipelines(_ level: ReducedScan.Level) -> PipelinePool { reduced[level] ?? members }

    deinit { for buffer in memberBuffers { buffer.deallocate() } }

    /// Room for a small member of a container, one for each level of containers in containers.
    func memberBuffer(_ level: Int) -> UnsafeMutableRawBufferPointer {
        while memberBuffers.count <= level {
            memberBuffers.append(.allocate(byteCount: Int(ShardScan.smallFile), alignment: 64))
        }
        return memberBuffers[level]
    }

    /// The file system that a locator lies in.
    func fileSystem(of locator: Locator) throws -> FileSystem {
        let place = FileSystemPlace(volume: locator.volumeOffset, name: locator.fileSystem)
        if let open = fileSystems[place] { return open }
        let image = try image()
        let volumes = try image.volumes()
        guard let volume = volumes.first(where: { $0.offset == place.volume && $0.kind == .partition }) else {
            throw WinnowError(
                "volume-gone", "the image has no volume at byte \(place.volume)", remedy: "survey the image again")
        }
        let fresh = try image.openFileSystem(at: volume, named: place.name)
        fileSystems[place] = fresh
        return fresh
    }
}
