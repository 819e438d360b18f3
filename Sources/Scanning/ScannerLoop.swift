import Analysis
import Evidence
import Foundation
import Model
import Packs
import ReferenceData

/// The scanner child: one image, one set of reference data, job after job over a pipe until the worker closes it.
///
/// Synchronous and single-threaded: no task, no queue, no second thread may be made in here.
package enum ScannerLoop {
    /// CPU seconds of one scanner's life; the worker replaces scanners long before.
    private static let cpuSeconds: UInt64 = 24 * 3_600

    /// Runs until the worker closes the pipe.
    /// - Returns: the process's exit code.
    package static func run(input: Int32 = 0, output: Int32 = 1) -> Int32 {
        let channel = FrameChannel(input: input, output: output)
        do {
            guard let setup = try channel.receive(ScannerSetup.self) else { return 0 }
            let session: Session
            do {
                session = try Session(setup)
            } catch let error as WinnowError {
                // The job fails with the evidence's own error; the worker sends nothing more.
                try channel.send(ScannerReply.failed(error))
                return 0
            }
            try channel.send(ScannerReply.ready)
            while let request = try channel.receive(ScannerRequest.self) {
                try serve(request, session, channel)
            }
            return 0
        } catch {
            // The worker is gone or talks nonsense: nobody to report to but its log.
            FileHandle.standardError.write(Data("\(error)\n".utf8))
            return 1
        }
    }

    private static func serve(_ request: ScannerRequest, _ session: Session, _ channel: FrameChannel) throws {
        func send(_ reply: ScannerReply, _ content: [UInt8]?) throws {
            try channel.send(reply)
            if let content { try channel.send(content) }
        }
        do {
            let progress: Progress
            switch request {
            case .survey:
                var survey = Survey(image: session.image, send: send)
                progress = try survey.run()
            case .scan(let careful, let skipping):
                guard let sealed = try channel.receiveBytes() else { return }
                var scan = ShardScan(session: session, careful: careful, skipping: skipping, send: send)
                progress = try scan.run(Shard(sealed: sealed))
            }
            try send(.finished(progress), nil)
        } catch let error as WinnowError where !error.code.hasPrefix("channel-") {
            try send(.failed(error), nil)
        }
    }
}

/// What one scanner keeps from job to job.
final class Session {
    let image: EvidenceImage
    let analyzers: AnalyzerSet
    let companions: CompanionReader
    private var fileSystems: [UInt64: FileSystem] = [:]

    /// Loads reference data, locks down, and only then opens the image.
    init(_ setup: ScannerSetup) throws {
        var lists: [KeywordList] = []
        var sets: [(ReferenceVersion, HashSetFile)] = []
        var mapped: UInt64 = 0
        for reference in setup.references {
            switch reference.version.kind {
            case .keywords:
                let content = try Self.read(reference.path)
                lists.append(try KeywordList.parse(name: reference.version.name, content: content, file: reference.path))
            case .hashset:
                let file = try HashSetFile(path: reference.path)
                mapped &+= UInt64(file.size)
                sets.append((reference.version, file))
            case .rules: break
            }
        }
        let companions = CompanionReader()
        analyzers = try AnalyzerSet(lists: lists, hashSets: sets, companions: { companions.read(for: $0) })
        self.companions = companions
        try LockDown.enter(
            mapped: mapped, segments: EvidenceImage.segmentCount(path: setup.image), cpuSeconds: 24 * 3_600)
        image = try EvidenceImage(path: setup.image)
    }

    func fileSystem(at offset: UInt64) throws -> FileSystem {
        if let open = fileSystems[offset] { return open }
        let volumes = try image.volumes()
        guard let volume = volumes.first(where: { $0.offset == offset && $0.kind == .partition }) else {
            throw WinnowError("volume-gone", "the image has no volume at byte \(offset)", remedy: "survey the image again")
        }
        let fresh = try image.openFileSystem(at: volume)
        fileSystems[offset] = fresh
        return fresh
    }

    private static func read(_ path: String) throws -> [UInt8] {
        do { return try Array(Data(contentsOf: URL(fileURLWithPath: path))) } catch {
            throw WinnowError("reference-unreadable", "reference data at \(path) cannot be read", cause: "\(error)")
        }
    }
}
