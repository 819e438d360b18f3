import Analysis
import Foundation
import Model
import Packs

/// The scanner child: one image or none, one set of reference data, job after job over a pipe until the worker closes it.
///
/// Synchronous and single-threaded: no task, no queue, no second thread may be made in here.
package enum ScannerLoop {
    private enum Work {
        case image(Session)
        case packs(RecordSearch)
    }

    /// Runs until the worker closes the pipe.
    /// - Returns: the process's exit code.
    package static func run(parent: Int32, input: Int32 = 0, output: Int32 = 1) -> Int32 {
        let channel = FrameChannel(input: input, output: output)
        do {
            guard let setup = try channel.receive(ScannerSetup.self) else { return 0 }
            let work: Work
            var isLocked = false
            do {
                work = try begin(setup, parent: parent) { level in
                    isLocked = true
                    try channel.send(ScannerReply.ready(level))
                }
            } catch let error as WinnowError where !error.code.hasPrefix("channel-") {
                if isLocked {
                    try refuse(channel, error)
                } else {
                    try channel.send(ScannerReply.failed(error))
                }
                return 0
            }
            while let request = try channel.receive(ScannerRequest.self) {
                try serve(request, work, channel)
            }
            return 0
        } catch {
            // The worker is gone or talks nonsense: nobody to report to but its log.
            FileHandle.standardError.write(Data("\(error)\n".utf8))
            return 1
        }
    }

    private static func begin(
        _ setup: ScannerSetup, parent: Int32, locked: (SandboxLevel) throws -> Void
    ) throws -> Work {
        guard setup.image.isEmpty else { return .image(try Session(setup, parent: parent, locked: locked)) }
        let references = try LoadedReferences(setup.references)
        let search = try RecordSearch(matcher: references.matcher, hashSets: references.sets)
        try locked(LockDown.enter(setup, mapped: references.mapped, parent: parent))
        return .packs(search)
    }

    /// Every job of this image fails with the image's own error.
    private static func refuse(_ channel: FrameChannel, _ error: WinnowError) throws {
        while let request = try channel.receive(ScannerRequest.self) {
            switch request {
            case .scan, .reread: _ = try channel.receiveBytes()
            case .rescan(let packs): for _ in 0..<packs { _ = try channel.receiveBytes() }
            case .survey: break
            }
            try channel.send(ScannerReply.failed(error))
        }
    }

    private static func serve(_ request: ScannerRequest, _ work: Work, _ channel: FrameChannel) throws {
        func send(_ reply: ScannerReply, _ content: [UInt8]?) throws {
            try channel.send(reply)
            if let content { try channel.send(content) }
        }
        do {
            let progress: Model.Progress
            switch (request, work) {
            case (.survey(let skipping), .image(let session)):
                let survey = Survey(image: session.image, skipping: skipping, send: send)
                progress = try survey.run()
            case (.scan(let careful, let skipping), .image(let session)):
                guard let sealed = try channel.receiveBytes() else { return }
                var scan = ShardScan(session: session, careful: careful, skipping: skipping, send: send)
                progress = try scan.run(Shard(sealed: sealed))
            case (.reread(let careful, let skipping), .image(let session)):
                guard let sealed = try channel.receiveBytes() else { return }
                var scan = ShardScan(
                    session: session, careful: careful, skipping: skipping, rereads: true, send: send)
                progress = try scan.run(Shard(sealed: sealed))
            case (.rescan(let count), .packs(let search)):
                // All of them before the first answer: the worker sends to the end before it listens.
                var packs: [[UInt8]] = []
                for _ in 0..<count {
                    guard let pack = try channel.receiveBytes() else { return }
                    packs.append(pack)
                }
                var scan = PackScan(search: search, send: send)
                progress = try scan.run(packs)
            default: throw WinnowError("scanner-request", "this scanner was started for other work")
            }
            try send(.finished(progress), nil)
        } catch let error as WinnowError where !error.code.hasPrefix("channel-") {
            try send(.failed(error), nil)
        }
    }
}
