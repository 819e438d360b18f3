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
            do {
                work = try begin(setup, parent: parent, channel) { level in
                    try channel.send(ScannerReply.ready(level))
                }
            } catch let error as WinnowError where !error.code.hasPrefix("channel-") {
                try channel.send(ScannerReply.failed(error))
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
        _ setup: ScannerSetup, parent: Int32, _ channel: FrameChannel, locked: (SandboxLevel) throws -> Void
    ) throws -> Work {
        guard setup.image.isEmpty else {
            return .image(try Session(setup, parent: parent, channel: channel, locked: locked))
        }
        let references = try LoadedReferences(setup.references)
        let search = try RecordSearch(matcher: references.matcher, hashSets: references.sets)
        try locked(LockDown.enter(setup, mapped: references.mapped, parent: parent))
        return .packs(search)
    }

    private static func serve(_ request: ScannerRequest, _ work: Work, _ channel: FrameChannel) throws {
        func send(_ reply: ScannerReply, _ content: [UInt8]?) throws {
            try channel.send(reply)
            if let content { try channel.send(content) }
        }
        // Taken off the channel before anything else: the worker sends to the end before it listens, and what follows
        // may ask it for evidence.
        var content: [[UInt8]] = []
        for _ in 0..<request.frames {
            guard let frame = try channel.receiveBytes() else { return }
            content.append(frame)
        }
        do {
            let progress: Model.Progress
            switch (request, work) {
            case (.survey(let skipping, let verify), .image(let session)):
                let survey = Survey(image: try session.image(), skipping: skipping, verify: verify, send: send)
                progress = try survey.run()
            case (.scan(let careful, let skipping, let stopping, let reducing), .image(let session)):
                _ = try session.image()
                var scan = ShardScan(
                    session: session, careful: careful, skipping: skipping, stopping: stopping, reducing: reducing,
                    send: send)
                progress = try scan.run(Shard(sealed: content[0]))
            case (.reread(let careful, let skipping, let stopping), .image(let session)):
                _ = try session.image()
                var scan = ShardScan(
                    session: session, careful: careful, skipping: skipping, stopping: stopping, purpose: .reread,
                    send: send)
                progress = try scan.run(Shard(sealed: content[0]))
            case (.recognise(let careful, let skipping, let stopping, let reducing), .image(let session)):
                _ = try session.image()
                var scan = ShardScan(
                    session: session, careful: careful, skipping: skipping, stopping: stopping, reducing: reducing,
                    purpose: .recognise, send: send)
                progress = try scan.run(Shard(sealed: content[0]))
            case (.rescan, .packs(let search)):
                var scan = PackScan(search: search, send: send)
                progress = try scan.run(content)
            default: throw WinnowError("scanner-request", "this scanner was started for other work")
            }
            try send(.finished(progress), nil)
        } catch let error as WinnowError where !error.code.hasPrefix("channel-") {
            try send(.failed(error), nil)
        }
    }
}
