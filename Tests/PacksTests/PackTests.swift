import Model
import Packs
import Testing

private let record = FileRecord(
    locator: Locator(
        volumeOffset: 1_048_576, fileSystem: "ntfs", metaAddress: 64, attribute: "128-3",
        path: RawPath(bytes: Array("Users/\u{1b}[31m/".utf8) + [0xFF, 0x00, 0x41]), state: .deleted,
        inner: InnerPath([
            .init(container: "zip", name: RawPath(bytes: [0xFF, 0x2F])), .init(container: "gzip", name: RawPath("")),
        ])),
    kind: .regular, size: 3, modified: -1, created: 1_600_000_000,
    digests: DigestTriple(
        md5: .init(repeating: 1, count: 16), sha1: .init(repeating: 2, count: 20),
        sha256: .init(repeating: 3, count: 32)),
    type: "image/png", status: .unreadable, reason: "read-error",
    picture: PictureHash(value: .init(repeating: 4, count: 32), quality: 77))

@Suite struct PackTests {
    @Test func aPackComesBackAsItWasSealed() throws {
        let pack = Pack(files: [record, FileRecord(locator: record.locator, kind: .directory, size: 0)])
        #expect(try Pack(sealed: pack.sealed()) == pack)
    }

    @Test func aPackOfPicturesSaysSoAndIsNoOther() throws {
        let pictures = try Pack(files: [record], holds: .pictures).sealed()
        let files = try Pack(files: [record]).sealed()
        #expect(try Pack(sealed: pictures).holds == .pictures)
        #expect(try Pack(sealed: files).holds == .files)
        // The frame tells them apart, so that a reader which knows no pictures refuses them.
        #expect(pictures.prefix(8).elementsEqual("WINNOWPT".utf8))
        #expect(pictures.dropFirst(8) == files.dropFirst(8))
        #expect(throws: WinnowError.self) { try Shard(sealed: pictures) }
    }

    @Test func aShardComesBackAsItWasSealed() throws {
        let shard = Shard(files: [
            ShardFile(
                locator: record.locator, kind: .stream, size: .max, ownedBytes: 7,
                companions: [.init(role: .wal, metaAddress: 9, attribute: nil, size: 4)])
        ])
        #expect(try Shard(sealed: shard.sealed()) == shard)
    }

    @Test func sealingIsDeterministic() throws {
        #expect(try Pack(files: [record]).sealed() == Pack(files: [record]).sealed())
    }

    @Test func everyFlippedByteIsNoticed() throws {
        let sealed = try Pack(files: [record]).sealed()
        for index in sealed.indices {
            var damaged = sealed
            damaged[index] ^= 0x20
            #expect(throws: WinnowError.self, "byte \(index)") { try Pack(sealed: damaged) }
        }
    }

    @Test func aNewerVersionIsRefusedByName() throws {
        var sealed = try Pack(files: []).sealed()
        sealed[8] = 3
        let error = #expect(throws: WinnowError.self) { try Pack(sealed: sealed) }
        #expect(error?.code == "pack-version")
    }

    @Test func theFirstVersionIsStillRead() throws {
        var sealed = try Pack(files: [record]).sealed()
        sealed[8] = 1
        #expect(try Pack(sealed: sealed).files == [record])
    }

    @Test func textsComeBackAndThoseOfOneContentAreKeptOnce() throws {
        var first = record
        first.status = .scanned
        first.texts = [
            ExtractedText(
                kind: .body, field: "text", source: "page 1", text: String(repeating: "lantern ", count: 9_000)),
            ExtractedText(kind: .history, field: "title", text: "\u{202E}a", count: 3),
        ]
        first.textLeftOut = 7
        var copy = first
        copy.locator.metaAddress = 65
        var other = copy
        other.texts[0].text += "x"
        #expect(try Pack(sealed: Pack(files: [first, copy, other]).sealed()).files == [first, copy, other])
        let one = try Pack.bodySize(ofSealed: Pack(files: [first]).sealed())
        let two = try Pack.bodySize(ofSealed: Pack(files: [first, copy]).sealed())
        #expect(two < one + 1_000)
    }

    @Test func textBeyondTheBudgetIsCountedAndNoCharacterIsCut() {
        var texts = [
            ExtractedText(kind: .body, field: "text", text: "ab\u{E9}\u{E9}"),
            ExtractedText(kind: .body, field: "text", text: "rest"),
        ]
        var budget = TextBudget(16 + 5)
        #expect(budget.cut(&texts) == 2 + 4)
        #expect(texts.map(\.text) == ["ab\u{E9}"])
    }

    @Test func aShardIsNotAPack() throws {
        let sealed = try Shard(files: []).sealed()
        let error = #expect(throws: WinnowError.self) { try Pack(sealed: sealed) }
        #expect(error?.code == "pack-foreign")
    }
}
