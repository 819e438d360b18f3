import Foundation
import Model
import ReferenceData
import Testing

struct HashSetTests {
    static let one = "900150983cd24fb0d6963f7d28e17f72"
    static let two = "0cc175b9c0f1b6a831c399e269772661"
    static let sha1 = "a9993e364706816aba3e25717850c26c9cd0d89d"
    static let sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    static let corpus = URL(
        filePath: ProcessInfo.processInfo.environment["WINNOW_CORPORA"] ?? "../shared/corpora"
    ).appending(path: "hashsets")
    static var hasCorpus: Bool { FileManager.default.fileExists(atPath: corpus.path) }

    private func read(_ text: String) throws(WinnowError) -> HashSetImport {
        try HashSetImport.read(Array(text.utf8), file: "set.txt")
    }

    /// Writes the compiled set, opens it, and removes the file: the map stays.
    private func open(_ compiled: [UInt8]) throws -> HashSetFile {
        let path = NSTemporaryDirectory() + "hash-set-\(UInt64.random(in: 0 ... .max)).wset"
        try Data(compiled).write(to: URL(filePath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        return try HashSetFile(path: path)
    }

    private func category(_ hex: String, _ kind: DigestKind, _ set: HashSetFile) -> String?? {
        set.lookup(Hex.bytes(hex) ?? [], kind: kind).map(\.category)
    }

    @Test(arguments: [
        "\(one)  a b.txt\n\(two) *b\n", "\u{FEFF}# mine\r\n\(one)\r\n\(two)\r\n",
        "MD5 (a = b) = \(one)\nMD5 (b) = \(two)\n",
        "\\\(one)  a\\nb\n\(two)", "  12 \(one)  a\n 9 \(two)  b\n", "\(one.uppercased())\n\(two)\n\(one)\n",
        "%%%% HASHDEEP-1.0\n%%%% size,md5,sha256,filename\n## x\n3,\(one),\(sha256),/a\n1,\(two),,/b\n",
        "Name,Hash\na,\(one)\n\"b,c\",\"\(two)\"\n", "MD5;SHA1;Image ID\n\(one);\(sha1);7\n\(two);;8\n",
    ])
    func everyListFormatGivesItsDigests(text: String) throws {
        let set = try open(read(text).compiled)
        #expect(set.count(.md5) == 2)
        #expect(category(Self.one, .md5, set) == .some(nil))
        #expect(category(Self.two, .md5, set) == .some(nil))
        #expect(category("ffeeddccbbaa99887766554433221100", .md5, set) == .none)
    }

    @Test func emptyFileDigestsAndPlaceholdersAreDroppedAndCounted() throws {
        let read = try read(
            """
            \(Self.one)
            d41d8cd98f00b204e9800998ecf8427e
            da39a3ee5e6b4b0d3255bfef95601890afd80709
            E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855
            00000000000000000000000000000000
            \(Self.one)
            """)
        #expect(read.statistics.entries == 1)
        #expect(read.statistics.emptyDropped == 4)
        #expect(read.statistics.duplicates == 1)
    }

    @Test(arguments: [
        ("\(one)\nhello world!\n", "set.txt:2: no MD5, SHA-1 or SHA-256 digest in this line"),
        ("\(one)0\n", "set.txt:1: no MD5, SHA-1 or SHA-256 digest in this line"),
        ("md5,name\n\(sha1),x\n", "set.txt:2: not a md5 digest in column 1"),
        ("# none\n", "set.txt: no digests in this file"), ("", "set.txt: no digests in this file"),
    ])
    func aWrongLineIsRefusedWithItsNumber(text: String, message: String) {
        let error = #expect(throws: WinnowError.self) { try read(text) }
        #expect(error?.code == "hash-set-invalid")
        #expect(error?.message == message)
    }

    @Test func manyDigestsAreAllFoundAndNoOthers() throws {
        var text = ""
        for number in 0..<20_000 { text += hex(number, 16) + "\n" + hex(number, 32) + "\n" }
        let set = try open(read(text).compiled)
        #expect(set.count(.md5) == 20_000)
        for number in 0..<20_000 {
            guard set.lookup(Hex.bytes(hex(number, 16)) ?? [], kind: .md5) != nil,
                set.lookup(Hex.bytes(hex(number, 32)) ?? [], kind: .sha256) != nil,
                set.lookup(Hex.bytes(hex(number + 20_000, 16)) ?? [], kind: .md5) == nil
            else {
                Issue.record("entry \(number)")
                return
            }
        }
        #expect(set.lookup([], kind: .md5) == nil)
    }

    /// A digest of that many bytes, spread over all prefixes.
    private func hex(_ number: Int, _ length: Int) -> String {
        var state = UInt64(number) &* 0x9E37_79B9_7F4A_7C15
        return Hex.string(
            (0..<length).map { _ in
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return UInt8(truncatingIfNeeded: state >> 56)
            })
    }

    @Test func aDamagedSetIsRefused() throws {
        let compiled = try read("\(Self.one)\n\(Self.two)\n").compiled
        var variants = [Array(compiled.dropLast()), Array(compiled.prefix(40)), [], compiled + [0]]
        for place in [0, 8, 16, 30, 60, compiled.count - 1] {
            var changed = compiled
            changed[place] ^= 1
            variants.append(changed)
        }
        for variant in variants {
            let error = #expect(throws: WinnowError.self) { try open(variant) }
            #expect(error?.code == "hash-set-corrupt")
        }
        #expect(throws: WinnowError.self) { try HashSetFile(path: "/nonexistent.wset") }
    }

    @Test(.enabled(if: hasCorpus, "the corpora are not here"))
    func publicHashSetsAreRead() throws {
        for (name, kind, digest) in [
            ("tsk-testmd5.dat", DigestKind.md5, "866823fb29c0bf5d8dbc35e1cf14c2d9"),
            ("hashdeep-bsd-hashes.txt", .md5, "555b3e940c86b35d6e0c9976a05b3aa5"),
            ("hashdeep-hashdeep.txt", .sha256, "fc481c44d88daea0fcfc97189fff08accdd47a2a0bbd5fefcb1c448a7d2e8dd0"),
            ("hashdeep-md5deep-size.txt", .md5, "92e792c43c35e96fed3f9566083326fc"),
            ("hashdeep-md5deep.txt", .md5, "2662a090fb0d31ae27334a2393ef5240"),
            ("hashdeep-nsrlfile.txt", .md5, "1a86e99cd4191117bfb48492e6049dcb"),
            ("hashdeep-NSRL-1.5.txt", .sha1, "00d1034546f530d746131ce2a28a052db21652ec"),
            ("hashdeep-ilookv4.hsh", .sha1, "e463cb8d316498ca7456683da87b2c7924bca117"),
        ] {
            let content = try Data(contentsOf: Self.corpus.appending(path: name))
            let set = try open(HashSetImport.read([UInt8](content), file: name).compiled)
            #expect(category(digest, kind, set) == .some(nil), "\(name)")
        }
        let known = try Data(contentsOf: Self.corpus.appending(path: "hashdeep-known.txt"))
        #expect(throws: WinnowError.self) { try HashSetImport.read([UInt8](known), file: "known.txt") }
    }
}
