import Foundation
import Model
import ReferenceData
import SampleImages
import Testing
import WinnowTesting

struct HashSetTests {
    static let one = "900150983cd24fb0d6963f7d28e17f72"
    static let two = "0cc175b9c0f1b6a831c399e269772661"
    static let sha1 = "a9993e364706816aba3e25717850c26c9cd0d89d"
    static let sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

    private func category(_ hex: String, _ kind: DigestKind, _ set: HashSetFile) -> String?? {
        set.lookup(Hex.bytes(hex) ?? [], kind: kind).map(\.category)
    }

    @Test(arguments: [
        "\(one)  a b.txt\n\(two) *b\n", "\u{FEFF}# mine\r\n\(one)\r\n\(two)\r\n",
        "MD5 (a = b) = \(one)\nMD5 (b) = \(two)\n", "MD5 (a) = \(one)\nSHA512 (a) = 00ff\nMD5 (b) = \(two)",
        "\\\(one)  a\\nb\n\(two)", "  12 \(one)  a\n 9 \(two)  b\n", "\(one.uppercased())\n\(two)\n\(one)\n",
        "%%%% HASHDEEP-1.0\n%%%% size,md5,sha256,filename\n## x\n3,\(one),\(sha256),/a\n1,\(two),,/b\n",
        "Name,Hash\na,\(one)\n\"b,c\",\"\(two)\"\n", "MD5;SHA1;Image ID\n\(one);\(sha1);7\n\(two);;8\n",
        "indicator,type\n\(one),HASH_MD5\nxyz,RAW_TEXT\n\(two),HASH_MD5\n", "hash\tname\n\(one)\ta\n\(two)\tb\n",
    ])
    func everyListFormatGivesItsDigests(text: String) throws {
        let (_, set) = try CompiledSet.make(text)
        #expect(set.count(.md5) == 2)
        #expect(category(Self.one, .md5, set) == .some(nil))
        #expect(category(Self.two, .md5, set) == .some(nil))
        #expect(category("ffeeddccbbaa99887766554433221100", .md5, set) == .none)
        #expect(set.lookup([], kind: .md5) == nil)
    }

    @Test func emptyFileDigestsAndPlaceholdersAreDroppedAndCounted() throws {
        let (read, _) = try CompiledSet.make(
            """
            \(Self.one)
            d41d8cd98f00b204e9800998ecf8427e
            da39a3ee5e6b4b0d3255bfef95601890afd80709
            E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855
            00000000000000000000000000000000
            FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF
            \(Self.one)
            """)
        #expect(read.statistics.entries == 1)
        #expect(read.statistics.emptyDropped == 5)
        #expect(read.statistics.duplicates == 1)
    }

    @Test(arguments: [
        ("\(one)\nhello world!\n", "set.txt:2: no MD5, SHA-1 or SHA-256 digest in this line"),
        ("\(one)0\n", "set.txt:1: no MD5, SHA-1 or SHA-256 digest in this line"),
        ("md5,name\n\(sha1),x\n", "set.txt:2: not a md5 digest in column 1"),
        ("md5,name\n\(one),x\nzz0150983cd24fb0d6963f7d28e17f72,y\n", "set.txt:3: not a digest in column 1"),
        ("MD5 (a) = \(sha1)\n", "set.txt:1: not a md5 digest after ="),
        ("pdq,quality\n\(sha256),high\n", "set.txt:2: not a quality in column 2"),
        ("# none\n", "set.txt: no digests in this file"), ("", "set.txt: no digests in this file"),
        ("PK\u{3}\u{4}.....", "set.txt: a zip archive: unpack it first"),
        (String(repeating: "a", count: 2 << 20), "set.txt:1: a line of more than 1 MiB"),
    ])
    func aWrongLineIsRefusedWithItsNumber(text: String, message: String) {
        let error = #expect(throws: WinnowError.self) { try CompiledSet.make(text) }
        #expect(error?.code == "hash-set-invalid")
        #expect(error?.message.hasSuffix("/" + message) == true, "\(error?.message ?? "")")
    }

    @Test func nothingIsLeftOfAFileThatIsRefused() throws {
        let input = CompiledSet.path("bad.txt")
        let output = CompiledSet.path("bad.wset")
        try Data("\(Self.one)\nnonsense\n".utf8).write(to: URL(filePath: input))
        defer { try? FileManager.default.removeItem(atPath: input) }
        #expect(throws: WinnowError.self) { try HashSetImport.compile([input], to: output) }
        #expect(!FileManager.default.fileExists(atPath: output))
    }

    @Test func severalFilesBecomeOneSetAndKindsMayBeLeftOut() throws {
        var options = HashSetImport.Options()
        options.digests = [.sha1]
        let (read, set) = try CompiledSet.make("MD5;SHA1\n\(Self.one);\(Self.sha1)\n", options)
        #expect(set.count(.md5) == 0 && set.count(.sha1) == 1)
        #expect(read.statistics.notKept == 1 && read.statistics.byKind == ["sha1": 1])
    }

    @Test func aDamagedSetIsRefused() throws {
        let input = CompiledSet.path("in.txt")
        let output = CompiledSet.path("out.wset")
        try Data("\(Self.one)\n\(Self.two)\n".utf8).write(to: URL(filePath: input))
        let imported = try HashSetImport.compile([input], to: output)
        let compiled = [UInt8](try Data(contentsOf: URL(filePath: output)))
        defer { for path in [input, output] { try? FileManager.default.removeItem(atPath: path) } }
        func open(_ bytes: [UInt8]) throws {
            try Data(bytes).write(to: URL(filePath: output))
            try HashSetFile(path: output).verify(digest: imported.digest, path: output)
        }
        try open(compiled)
        var variants = [Array(compiled.dropLast()), Array(compiled.prefix(40)), [], compiled + [0]]
        for place in Array(stride(from: 0, to: compiled.count, by: 7)) + [compiled.count - 1] {
            var changed = compiled
            changed[place] ^= 1
            variants.append(changed)
        }
        for (number, variant) in variants.enumerated() {
            let error = #expect(throws: WinnowError.self, "variant \(number)") { try open(variant) }
            #expect(error?.code == "hash-set-corrupt")
        }
        #expect(throws: WinnowError.self) { try HashSetFile(path: "/nonexistent.wset") }
    }

    /// A worker that has been lied to about a file may open it: no look-up may then leave the map.
    @Test func damageBehindTheHeaderNeverLeadsOutOfTheFile() throws {
        let seed = UInt64.random(in: 0 ... .max)
        var random = SeededNumbers(seed: seed)
        let input = CompiledSet.path("in.txt")
        let output = CompiledSet.path("out.wset")
        defer { for path in [input, output] { try? FileManager.default.removeItem(atPath: path) } }
        let digests = (0..<5_000).map { _ in random.bytes(16) }
        var text = digests.map { Hex.string($0) }.joined(separator: "\n")
        text += "\n" + (0..<5_000).map { _ in Hex.string(random.bytes(32)) }.joined(separator: "\n")
        try Data(text.utf8).write(to: URL(filePath: input))
        var options = HashSetImport.Options()
        options.longDigitsArePDQ = true
        _ = try HashSetImport.compile([input], to: output, options)
        var bytes = [UInt8](try Data(contentsOf: URL(filePath: output)))
        for index in 4_096..<bytes.count { bytes[index] = UInt8.random(in: 0...255, using: &random) }
        try Data(bytes).write(to: URL(filePath: output))
        let set = try HashSetFile(path: output)
        for digest in digests { _ = set.lookup(digest, kind: .md5) }
        for _ in 0..<200 { _ = set.nearest(pdq: random.bytes(32)) }
        #expect(set.entries == 5_000, "seed \(seed)")
    }

    @Test(.enabled(if: Corpora.isPresent, "the corpora are not here"))
    func publicHashSetsAreRead() throws {
        let corpus = URL(filePath: try #require(Corpora.folder)).appending(path: "hashsets")
        struct Counts: Decodable { var md5: Int?, sha1: Int? }
        let counts = try JSONDecoder().decode(
            [String: Counts].self,
            from: Data(contentsOf: corpus.appending(path: "../expected/hashsets/counts.json").standardized))
        for (name, kind, digest) in [
            ("tsk-testmd5.dat", DigestKind.md5, "866823fb29c0bf5d8dbc35e1cf14c2d9"),
            ("hashdeep-bsd-hashes.txt", .md5, "555b3e940c86b35d6e0c9976a05b3aa5"),
            ("hashdeep-hashdeep.txt", .sha256, "fc481c44d88daea0fcfc97189fff08accdd47a2a0bbd5fefcb1c448a7d2e8dd0"),
            ("hashdeep-md5deep-size.txt", .md5, "92e792c43c35e96fed3f9566083326fc"),
            ("hashdeep-md5deep.txt", .md5, "2662a090fb0d31ae27334a2393ef5240"),
            ("hashdeep-nsrlfile.txt", .md5, "1a86e99cd4191117bfb48492e6049dcb"),
            ("hashdeep-NSRL-1.5.txt", .sha1, "00d1034546f530d746131ce2a28a052db21652ec"),
            ("hashdeep-ilookv3.hsh", .sha1, "e463cb8d316498ca7456683da87b2c7924bca117"),
            ("hashdeep-ilookv4.hsh", .sha1, "e463cb8d316498ca7456683da87b2c7924bca117"),
        ] {
            let content = try Data(contentsOf: corpus.appending(path: name))
            let (_, set) = try CompiledSet.make(content, name: name)
            #expect(category(digest, kind, set) == .some(nil), "\(name)")
            guard let expected = counts[name] else { continue }
            // Theirs counts the digests of the empty file and placeholders of zeros, which ours leaves out.
            let text = String(decoding: content, as: UTF8.self).lowercased()
            func isThere(_ digest: String) -> Int { text.contains(digest) ? 1 : 0 }
            if let md5 = expected.md5 {
                let dropped = isThere("d41d8cd98f00b204e9800998ecf8427e") + isThere(String(repeating: "0", count: 32))
                #expect(set.count(.md5) + dropped == md5, "\(name)")
            }
            if let sha1 = expected.sha1 {
                #expect(set.count(.sha1) + isThere("da39a3ee5e6b4b0d3255bfef95601890afd80709") == sha1, "\(name)")
            }
        }
        for name in ["hashdeep-known.txt", "hashdeep-RDS-000001-20.zip", "hashdeep-Z00236.hke"] {
            let content = try Data(contentsOf: corpus.appending(path: name))
            let error = #expect(throws: WinnowError.self) { try CompiledSet.make(content, name: name) }
            #expect(error?.code == "hash-set-invalid")
        }
    }
}
