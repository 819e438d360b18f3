import Digests
import Foundation
import Model
import Packs
import WorkerService

extension FuzzTarget {
    /// What comes out of a scanner: it may have been taken over by what it reads.
    static let frames: [FuzzTarget] = [
        FuzzTarget("scanner-replies", seeds: scannerReplies) { bytes in
            // More than a pipe holds would block the writer, there being one thread.
            guard let pipe = OwnPipe(filledWith: Array(bytes.prefix(32 << 10))) else { return }
            let channel = FrameChannel(input: pipe.reading, output: -1)
            var check = ReplyCheck(.survey)
            do {
                while let reply = try channel.receive(ScannerReply.self) {
                    let content = reply.hasContent ? try channel.receiveBytes(limit: 1 << 20) : nil
                    _ = try check.take(reply, content, size: 64)
                }
            } catch {}
        },
        FuzzTarget(
            "pack", seeds: { [try Pack(files: [record(1), record(2)]).sealed(), try Pack(files: []).sealed()] }
        ) {
            bytes in
            if let pack = try? Pack(sealed: resealed(bytes)) { _ = try? pack.sealed() }
        },
        FuzzTarget(
            "shard", seeds: { [try Shard(files: [shardFile(1), shardFile(2), .verification(size: 9)]).sealed()] }
        ) {
            bytes in
            guard let shard = try? ShardExpectation(sealed: resealed(bytes)) else { return }
            var check = ReplyCheck(.scan(shard, careful: true))
            _ = try? check.take(.coverage([CoverageRow(.scanned, "file-content", files: 1, bytes: 1)]), nil, size: 1)
        },
    ]

    @Sendable private static func scannerReplies() throws -> [[UInt8]] {
        let shard = try Shard(files: [shardFile(1)]).sealed()
        let summary = SurveySummary(
            container: "raw", size: 4_096, storedDigests: ["md5:00"], acquisition: ["case_number": "1"], errors: [],
            coverage: [CoverageRow(.skipped, "partition-table", bytes: 512)])
        let replies: [(ScannerReply, [UInt8]?)] = [
            (.ready(SandboxLevel(landlock: 1, seccomp: true)), nil), (.touching(0), nil),
            (.planned(PlannedShard(order: 1, files: 1, bytes: 10)), shard), (.surveyed(summary), nil),
            (.progress(Progress(files: 1, bytes: 10)), nil), (.finished(Progress(files: 1, bytes: 10)), nil),
        ]
        return try [
            replies.flatMap { reply, content in
                frame(Array(try JSONEncoder().encode(reply))) + (content.map(frame) ?? [])
            }
        ]
    }

    private static func frame(_ bytes: [UInt8]) -> [UInt8] {
        withUnsafeBytes(of: UInt32(bytes.count).littleEndian) { Array($0) } + bytes
    }

    /// With the checksum that its body has now, which would otherwise hide everything behind it.
    private static func resealed(_ frame: [UInt8]) -> [UInt8] {
        guard frame.count > 56 else { return frame }
        var frame = frame
        frame.replaceSubrange(24..<56, with: RunningDigest.of(Array(frame[56...])))
        return frame
    }

    private static func locator(_ number: UInt64) -> Locator {
        Locator(
            volumeOffset: 1 << 20, fileSystem: "ntfs", metaAddress: number, attribute: "128-\(number)",
            path: RawPath("home/\(number)"), state: .allocated)
    }

    private static func record(_ number: UInt64) -> FileRecord {
        FileRecord(
            locator: locator(number), kind: .regular, size: number, modified: 1,
            digests: DigestTriple(
                md5: .init(repeating: 1, count: 16), sha1: .init(repeating: 2, count: 20),
                sha256: .init(repeating: 3, count: 32)), type: "image/jpeg")
    }

    private static func shardFile(_ number: UInt64) -> ShardFile {
        ShardFile(
            locator: locator(number), kind: .regular, size: 10, ownedBytes: 4_096,
            companions: [.init(role: .wal, metaAddress: 7, attribute: nil, size: 3)])
    }
}

/// A pipe that holds an input and ends behind it.
private final class OwnPipe {
    let reading: Int32

    init?(filledWith bytes: [UInt8]) {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { return nil }
        _ = bytes.withUnsafeBytes { write(ends[1], $0.baseAddress, $0.count) }
        close(ends[1])
        reading = ends[0]
    }

    deinit { close(reading) }
}
