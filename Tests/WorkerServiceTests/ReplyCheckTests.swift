import Model
import Packs
import Testing
import WorkerService

private func place(_ address: UInt64, attribute: String? = nil, path: String = "a.txt") -> Locator {
    Locator(
        volumeOffset: 512, fileSystem: "ext4", metaAddress: address, attribute: attribute, path: RawPath(path),
        state: .allocated)
}

private let files = (0..<3).map {
    ShardFile(locator: place($0), kind: .regular, size: 10, ownedBytes: 10)
}

private func pack(_ addresses: [UInt64]) throws -> [UInt8] {
    try Pack(files: addresses.map { FileRecord(locator: place($0), kind: .regular, size: 10) }).sealed()
}

private func hit(_ address: UInt64) -> ScannerReply {
    .hits([Hit(analyzer: "keyword", list: "l", listVersion: "1", term: "gantry", locator: place(address))])
}

/// What a scanner that was taken over might say.
@Suite struct ReplyCheckTests {
    private func scan(careful: Bool = false) throws -> ReplyCheck {
        ReplyCheck(.scan(try ShardExpectation(sealed: Shard(files: files).sealed()), careful: careful))
    }

    private func refused(_ check: ReplyCheck, _ reply: ScannerReply, _ content: [UInt8]? = nil, size: Int = 100) {
        var check = check
        let error = #expect(throws: WinnowError.self, "\(reply)") { try check.take(reply, content, size: size) }
        #expect(error?.code == "scanner-protocol")
    }

    @Test func anHonestScanIsTaken() throws {
        var check = try scan(careful: true)
        let pack = try pack([2, 0, 1])
        for index in 0..<3 { _ = try check.take(.touching(index), nil, size: 10) }
        _ = try check.take(hit(1), nil, size: 100)
        _ = try check.take(.coverage([CoverageRow(.scanned, "file-content", files: 3, bytes: 30)]), nil, size: 100)
        _ = try check.take(.pack(files: 3), pack, size: 100)
        #expect(try check.take(.finished(Progress(files: 3, bytes: 30)), nil, size: 10))
    }

    @Test func nothingIsFoundWhereNobodyLooked() throws {
        refused(try scan(), hit(7))
    }

    @Test func aPackHasEachFileOfItsShardOnce() throws {
        refused(try scan(), .pack(files: 2), try pack([0, 1]))
        refused(try scan(), .pack(files: 3), try pack([0, 1]))
        refused(try scan(), .pack(files: 3), try pack([0, 1, 1]))
        refused(try scan(), .pack(files: 3), try pack([0, 1, 9]))
        refused(try scan(), .pack(files: 3), [1, 2, 3])
        var twice = try scan()
        _ = try twice.take(.pack(files: 3), try pack([0, 1, 2]), size: 100)
        refused(twice, .pack(files: 3), try pack([0, 1, 2]))
    }

    private func member(_ address: UInt64, _ names: [String], container: String = "zip") -> FileRecord {
        var locator = place(address)
        locator.inner = InnerPath(names.map { .init(container: container, name: RawPath($0)) })
        return FileRecord(locator: locator, kind: .regular, size: 1)
    }

    private func packed(_ members: [FileRecord]) throws -> [UInt8] {
        try Pack(files: (0..<3).map { FileRecord(locator: place($0), kind: .regular, size: 10) } + members).sealed()
    }

    @Test func membersAreThoseOfTheShardsFilesAndCounted() throws {
        var check = try scan()
        let rows = [
            CoverageRow(.scanned, "file-content", files: 3, bytes: 30),
            CoverageRow(.scanned, "archive-member", members: 2),
        ]
        _ = try check.take(.coverage(rows), nil, size: 100)
        _ = try check.take(
            .pack(files: 5), try packed([member(1, ["a"]), member(1, ["b.zip", "a"])]), size: 100)
        #expect(try check.take(.finished(Progress(files: 3, bytes: 30)), nil, size: 10))

        var miscounted = try scan()
        _ = try miscounted.take(.coverage(rows), nil, size: 100)
        _ = try miscounted.take(.pack(files: 4), try packed([member(1, ["a"])]), size: 100)
        refused(miscounted, .finished(Progress(files: 3, bytes: 30)))
    }

    @Test func membersOfOtherFilesAndEndlessOnesAreRefused() throws {
        refused(try scan(), .pack(files: 4), try packed([member(9, ["a"])]))
        refused(try scan(), .pack(files: 4), try packed([member(1, ["a"], container: "<b>")]))
        let deep = member(1, [String](repeating: "a", count: 17))
        refused(try scan(), .pack(files: 4), try packed([deep]))
        refused(
            try scan(), .hits([Hit(analyzer: "k", list: "l", listVersion: "1", term: "t", locator: deep.locator)]))
        refused(try scan(), .pack(files: 3), try packed([member(1, ["a"])]))
    }

    @Test func theAccountOfAShardAddsUp() throws {
        for bytes in [29, 31] as [UInt64] {
            var check = try scan()
            _ = try check.take(.pack(files: 3), try pack([0, 1, 2]), size: 100)
            _ = try check.take(.coverage([CoverageRow(.scanned, "file-content", files: 3, bytes: bytes)]), nil, size: 9)
            refused(check, .finished(Progress()))
        }
        refused(
            try scan(),
            .coverage([CoverageRow(.scanned, "a", bytes: .max), CoverageRow(.skipped, "b", bytes: 1)]))
    }

    @Test func aJobEndsWithItsResult() throws {
        refused(try scan(), .finished(Progress()))
        refused(ReplyCheck(.survey), .finished(Progress()))
    }

    @Test func whatBelongsToAnotherJobIsRefused() throws {
        refused(ReplyCheck(.survey), hit(1))
        refused(try scan(), .planned(PlannedShard(order: 1, files: 3, bytes: 30)), try Shard(files: files).sealed())
        refused(ReplyCheck(.nothing), .coverage([]))
    }

    @Test func filesAreTouchedInOrderAndOnlyWhenAsked() throws {
        refused(try scan(), .touching(0))
        refused(try scan(careful: true), .touching(3))
        var check = try scan(careful: true)
        _ = try check.take(.touching(1), nil, size: 10)
        refused(check, .touching(1))
    }

    @Test func membersAreOpenedInOrderInTheFileThatIsTouched() throws {
        refused(try scan(), .opening(file: 0, member: 0))
        refused(try scan(careful: true), .opening(file: 0, member: 0))
        var check = try scan(careful: true)
        _ = try check.take(.touching(1), nil, size: 10)
        _ = try check.take(.opening(file: 1, member: 3), nil, size: 10)
        refused(check, .opening(file: 1, member: 3))
        refused(check, .opening(file: 0, member: 4))
        _ = try check.take(.touching(2), nil, size: 10)
        _ = try check.take(.opening(file: 2, member: 0), nil, size: 10)
    }

    @Test func progressNeverGoesBack() throws {
        var check = try scan()
        #expect(try check.take(.progress(Progress(files: 2, bytes: 20)), nil, size: 10))
        #expect(try !check.take(.progress(Progress(files: 2, bytes: 20)), nil, size: 10), "that is no progress")
        refused(check, .progress(Progress(files: 1, bytes: 30)))
    }

    @Test func aPlannedShardIsWhatItIsSaidToBe() throws {
        let sealed = try Shard(files: files).sealed()
        refused(ReplyCheck(.survey), .planned(PlannedShard(order: 1, files: 4, bytes: 30)), sealed)
        refused(ReplyCheck(.survey), .planned(PlannedShard(order: -1, files: 3, bytes: 30)), sealed)
        refused(ReplyCheck(.survey), .planned(PlannedShard(order: 1, files: 3, bytes: 30)), [0])
    }

    @Test func reasonsAreWordsAndMessagesAreBounded() throws {
        refused(try scan(), .coverage([CoverageRow(.skipped, "\u{1b}[31m", bytes: 1)]))
        refused(try scan(), .failed(WinnowError("<b>", "not a code")))
        refused(try scan(), .coverage([]), size: 1 << 30)
    }
}
