import Model
import Packs
import Testing

private let record = FileRecord(
    locator: Locator(
        volumeOffset: 1_048_576, fileSystem: "ntfs", metaAddress: 64, attribute: "128-3",
        path: RawPath(bytes: Array("Users/\u{1b}[31m/".utf8) + [0xFF, 0x00, 0x41]), state: .deleted),
    kind: .regular, size: 3, modified: -1, created: 1_600_000_000,
    digests: DigestTriple(
        md5: .init(repeating: 1, count: 16), sha1: .init(repeating: 2, count: 20),
        sha256: .init(repeating: 3, count: 32)),
    type: "image/png", status: .unreadable, reason: "read-error")

@Suite struct PackTests {
    @Test func aPackComesBackAsItWasSealed() throws {
        let pack = Pack(files: [record, FileRecord(locator: record.locator, kind: .directory, size: 0)])
        #expect(try Pack(sealed: pack.sealed()) == pack)
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
        sealed[8] = 2
        let error = #expect(throws: WinnowError.self) { try Pack(sealed: sealed) }
        #expect(error?.code == "pack-version")
    }

    @Test func aShardIsNotAPack() throws {
        let sealed = try Shard(files: []).sealed()
        let error = #expect(throws: WinnowError.self) { try Pack(sealed: sealed) }
        #expect(error?.code == "pack-foreign")
    }
}
