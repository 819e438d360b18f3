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
            do {
                session = try Session(setup, parent: parent)
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
            let progress: Model.Progress
            switch request {
            case .survey:
                let survey = Survey(image: session.image, send: send)
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
