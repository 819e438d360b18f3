import Foundation
import Model
import Packs

/// The scanner child: one image, one set of reference data, job after job over a pipe until the worker closes it.
///
/// Synchronous and single-threaded: no task, no queue, no second thread may be made in here.
package enum ScannerLoop {
    /// Runs until the worker closes the pipe.
    /// - Returns: the process's exit code.
    package static func run(parent: Int32, input: Int32 = 0, output: Int32 = 1) -> Int32 {
        let channel = FrameChannel(input: input, output: output)
        do {
            guard let setup = try channel.receive(ScannerSetup.self) else { return 0 }
            let session: Session
            var isLocked = false
            do {
                session = try Session(setup, parent: parent) { level in
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
                try serve(request, session, channel)
            }
            return 0
        } catch {
            // The worker is gone or talks nonsense: nobody to report to but its log.
            FileHandle.standardError.write(Data("\(error)\n".utf8))
            return 1
        }
    }

    /// Every job of this image fails with the image's own error.
    private static func refuse(_ channel: FrameChannel, _ error: WinnowError) throws {
        while let request = try channel.receive(ScannerRequest.self) {
            if case .scan = request { _ = try channel.receiveBytes() }
            try channel.send(ScannerReply.failed(error))
        }
    }

    private static func serve(_ request: ScannerRequest, _ session: Session, _ channel: FrameChannel) throws {
        func send(_ reply: ScannerReply, _ content: [UInt8]?) throws {
            try channel.send(reply)
            if let content { try channel.send(content) }
        }
        do {
            let progress: Model.Progress
            switch request {
            case .survey(let skipping):
                let survey = Survey(image: session.image, skipping: skipping, send: send)
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
