import Foundation
import Model

/// Talks to a real scanner child as a worker does, without a database.
struct ScannerClient {
    let program: String
    let setup: ScannerSetup

    struct Survey {
        var files: UInt64
        var bytes: UInt64
        var shards: [[UInt8]]
    }

    /// Surveys the image in one child, then scans every shard in another; the stopwatch counts the second alone.
    func survey() throws -> Survey {
        var result = Survey(files: 0, bytes: 0, shards: [])
        try withScanner { channel in
            try channel.send(ScannerRequest.survey(skipping: [:], verify: false))
            try replies(channel) { reply, content in
                if case .planned(let plan) = reply {
                    result.files += plan.files
                    result.bytes += plan.bytes
                    result.shards.append(content ?? [])
                }
            }
        }
        return result
    }

    /// - Returns: time of the child and the number of hits.
    func scan(_ shards: [[UInt8]]) throws -> (Stopwatch, Int) {
        var hits = 0
        let time = try Stopwatch.measure(children: true) {
            try withScanner { channel in
                for shard in shards {
                    try channel.send(ScannerRequest.scan(careful: false, skipping: [:]))
                    try channel.send(shard)
                    try replies(channel) { reply, _ in
                        if case .hits(let some) = reply { hits += some.count }
                    }
                }
            }
        }
        return (time, hits)
    }

    private func withScanner(_ body: (FrameChannel) throws -> Void) throws {
        let process = Process()
        let input = Pipe()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = ["scanner", "\(getpid())"]
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        let channel = FrameChannel(
            input: output.fileHandleForReading.fileDescriptor, output: input.fileHandleForWriting.fileDescriptor)
        try channel.send(setup)
        guard case .ready = try channel.receive(ScannerReply.self) else {
            throw WinnowError("benchmark", "the scanner did not start")
        }
        try body(channel)
        try input.fileHandleForWriting.close()
        process.waitUntilExit()
    }

    private func replies(_ channel: FrameChannel, _ body: (ScannerReply, [UInt8]?) throws -> Void) throws {
        while let reply = try channel.receive(ScannerReply.self) {
            try body(reply, reply.hasContent ? channel.receiveBytes() : nil)
            switch reply {
            case .finished: return
            case .failed(let error): throw error
            default: continue
            }
        }
        throw WinnowError("benchmark", "the scanner died")
    }
}
