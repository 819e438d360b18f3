import Model
import Packs
import Testing
import WorkerService

private func place(_ address: UInt64, inner: String? = nil) -> Locator {
    var locator = Locator(
        volumeOffset: 512, fileSystem: "ext4", metaAddress: address, path: RawPath("p\(address)"), state: .allocated)
    if let inner { locator.inner = InnerPath([.init(container: "zip", name: RawPath(inner))]) }
    return locator
}

private func record(
    _ locator: Locator, _ type: String = "image/png", _ status: CoverageStatus = .scanned
) -> FileRecord { FileRecord(locator: locator, kind: .regular, size: 9, type: type, status: status) }

/// Which pictures are to be looked into for text.
@Suite struct PicturePlanTests {
    private func tasks(_ records: [FileRecord], files: Int, most: UInt64 = 2) throws -> [(PictureTask, [UInt64])] {
        let shard = Shard(
            files: (0..<UInt64(files)).map {
                ShardFile(locator: place($0), kind: .regular, size: 9, ownedBytes: 4_096)
            })
        return try PicturePlan.tasks(languages: "eng+deu", shard: shard, pack: Pack(files: records), most: most).map {
            let files = try Shard(sealed: $0.shard).files
            #expect(files.allSatisfy { $0.ownedBytes == 0 }, "the scan has accounted for them")
            return ($0, files.map(\.locator.metaAddress))
        }
    }

    @Test func picturesAndWhatHoldsThemComeInTheShardsOrderInPiecesOfAFewPictures() throws {
        let records = [
            record(place(3)), record(place(0)), record(place(1), "text/plain"), record(place(2), "application/zip"),
            record(place(2, inner: "a.png")), record(place(2, inner: "b.jpg"), "image/jpeg"),
            record(place(2, inner: "c.txt"), "text/plain"), record(place(4)), record(place(5)),
        ]
        let planned = try tasks(records, files: 6)
        #expect(planned.map(\.1) == [[0], [2], [3, 4], [5]])
        #expect(planned.map(\.0.pictures) == [1, 2, 2, 1])
        #expect(planned.allSatisfy { $0.0.languages == "eng+deu" })
    }

    @Test func aContainerOfManyPicturesStaysTogetherAndWhatWasNotReadIsNotAskedFor() throws {
        let many = (0..<5).map { record(place(0, inner: "\($0).png")) }
        let planned = try tasks(many + [record(place(1), "image/png", .unreadable)], files: 2)
        #expect(planned.map(\.1) == [[0]])
        #expect(planned.map(\.0.pictures) == [5])
        #expect(try tasks([record(place(0), "text/plain")], files: 1).isEmpty)
    }

    @Test func aTaskIsReadBackAsItWasWrittenAndRefusedWhenItIsCut() throws {
        let task = PictureTask(languages: "eng", pictures: 0x0102_0304_0506, shard: [1, 2, 3])
        #expect(try PictureTask(bytes: task.bytes) == task)
        for count in 0..<(task.bytes.count - 3) {
            #expect(throws: WinnowError.self) { try PictureTask(bytes: Array(task.bytes.prefix(count))) }
        }
    }

    @Test func languagesAreNamesAndNoPaths() {
        for good in ["eng", "eng+deu", "chi_sim", "script/Latin"] { #expect(PictureTask.isLanguages(good), "\(good)") }
        for bad in ["", "+", "eng+", "/etc/x", "../x", "a b", "disk.dd", String(repeating: "a", count: 200)] {
            #expect(!PictureTask.isLanguages(bad), "\(bad)")
        }
    }

    @Test func picturesThatWereNotReachedAreCounted() {
        let task = PictureTask(languages: "eng", pictures: 5, shard: [])
        let seen = [CoverageRow(.scanned, "text-recognised", pictures: 3)]
        #expect(PicturePlan.rest(of: task, seen) == seen + [CoverageRow(.unreadable, "not-reached", pictures: 2)])
        let all = [CoverageRow(.scanned, "text-recognised", pictures: 5)]
        #expect(PicturePlan.rest(of: task, all) == all)
    }
}

/// What a scanner that recognises text may say.
@Suite struct RecognitionReplyTests {
    private func check() throws -> ReplyCheck {
        let files = (0..<2).map { ShardFile(locator: place($0), kind: .regular, size: 9, ownedBytes: 0) }
        return ReplyCheck(.recognise(try ShardExpectation(sealed: Shard(files: files).sealed())))
    }

    private func pack(_ locators: [Locator], _ holds: Pack.Content = .pictures) throws -> [UInt8] {
        try Pack(files: locators.map { record($0) }, holds: holds).sealed()
    }

    private func refused(_ rows: [CoverageRow], _ locators: [Locator], _ holds: Pack.Content = .pictures) throws {
        var check = try check()
        let error = #expect(throws: WinnowError.self) {
            _ = try check.take(.coverage(rows), nil, size: 10)
            _ = try check.take(.pack(files: locators.count), pack(locators, holds), size: 10)
            _ = try check.take(.finished(Progress(files: 2)), nil, size: 10)
        }
        #expect(error?.code == "scanner-protocol")
    }

    private let two = [CoverageRow(.scanned, "text-recognised", pictures: 2)]

    @Test func anHonestOneIsTaken() throws {
        var check = try check()
        for index in 0..<2 { _ = try check.take(.touching(index), nil, size: 10) }
        _ = try check.take(.opening(file: 1, member: 0), nil, size: 10)
        _ = try check.take(.coverage(two), nil, size: 10)
        _ = try check.take(.pack(files: 2), pack([place(0), place(1, inner: "a.png")]), size: 10)
        #expect(try check.take(.finished(Progress(files: 2)), nil, size: 10))
    }

    @Test func itsAccountIsOfPicturesAndOfItsOwnFilesOnly() throws {
        try refused(two, [place(0)])
        try refused(two, [place(0), place(7)])
        try refused(two, [place(0), place(1)], .files)
        try refused([CoverageRow(.scanned, "text-recognised", files: 1, pictures: 2)], [place(0), place(1)])
        try refused([CoverageRow(.scanned, "text-recognised", bytes: 1, pictures: 2)], [place(0), place(1)])
        try refused([CoverageRow(.scanned, "Text recognised", pictures: 2)], [place(0), place(1)])
    }

    @Test func aScansPackIsNeverOneOfPictures() throws {
        let files = [ShardFile(locator: place(0), kind: .regular, size: 9, ownedBytes: 9)]
        var check = ReplyCheck(.scan(try ShardExpectation(sealed: Shard(files: files).sealed()), careful: false))
        #expect(throws: WinnowError.self) { try check.take(.pack(files: 1), pack([place(0)]), size: 10) }
    }
}
