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
        /// Bytes of memory that the scanner had at its peak.
        var peak = 0
    }

    struct Scan {
        var time: Stopwatch
        var hits: Int
        var peak: Int
        /// Entries of histories.
        var entries = 0
    }

    /// Surveys the image in one child, then scans every shard in another; the stopwatch counts the second alone.
    func survey() throws -> Survey {
        var result = Survey(files: 0, bytes: 0, shards: [])
        result.peak = try withScanner { channel in
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

    func scan(_ shards: [[UInt8]]) throws -> Scan {
        var (hits, peak, entries) = (0, 0, 0)
        let time = try Stopwatch.measure(children: true) {
            peak = try withScanner { channel in
                for shard in shards {
                    try channel.send(ScannerRequest.scan(careful: false, skipping: [:]))
                    try channel.send(shard)
                    try replies(channel) { reply, _ in
                        if case .hits(let some) = reply { hits += some.count }
                        if case .history(let some) = reply { entries += some.count }
                    }
                }
            }
        }
        return Scan(time: time, hits: hits, peak: peak, entries: entries)
    }

    /// - Returns: bytes of memory that it had at its peak.
    private func withScanner(_ body: (FrameChannel) throws -> Void) throws -> Int {
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
        let peak = Self.peak(of: process.processIdentifier)
        try input.fileHandleForWriting.close()
        process.waitUntilExit()
        return peak
    }

    static func peak(of process: pid_t) -> Int {
        let status = (try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") } ?? ""
        return (Int(line.filter(\.isNumber)) ?? 0) << 10
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

    /// The worker that was built beside this program.
    static func worker() throws -> String {
        let own = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        return URL(fileURLWithPath: own).deletingLastPathComponent().appendingPathComponent("winnow-worker").path
    }
}
