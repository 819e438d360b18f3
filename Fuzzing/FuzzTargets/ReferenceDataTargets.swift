import Digests
import Foundation
import Model
import ReferenceData

extension FuzzTarget {
    /// Lists and sets are made by others, and as large as they like.
    static let referenceData: [FuzzTarget] = [
        FuzzTarget(
            "keyword-list",
            seeds: {
                texts(
                    "# a list\r\ngantry\tword\tcategory=risk\n/ga(n|m)try[0-9]{2,3}/is\tweight=3\n",
                    "\u{FEFF}élan\ncase\tcase\n")
            }
        ) { bytes in _ = try? KeywordList.parse(name: "list", content: bytes, file: "list") },
        FuzzTarget(
            "hash-set-text",
            seeds: {
                texts(
                    "d41d8cd98f00b204e9800998ecf8427f  a file\n\\d41d8cd98f00b204e9800998ecf8427e *b\\nfile\n",
                    "%%%% HASHDEEP-1.0\n%%%% size,md5,sha256,filename\n5,900150983cd24fb0d6963f7d28e17f72,"
                        + String(repeating: "ab", count: 32) + ",x\n",
                    "md5,sha1,category\n900150983cd24fb0d6963f7d28e17f72,\"a9993e364706816aba3e25717850c26c9cd0d89d\",2\n"
                )
            }
        ) { bytes in _ = try? compile(bytes, "set.txt") },
        FuzzTarget(
            "hash-set-json",
            seeds: {
                texts(
                    #"{"odata.metadata":"http://x/1.3.xml#Media","value":[{"MediaID":1,"Category":2,"MD5":"900150983CD24FB0D6963F7D28E17F72","SHA1":null,"MediaFiles":[{"FileName":"\u00e9\ud83d\ude00","MD5":"900150983CD24FB0D6963F7D28E17F73"}],"MediaSize":"3","X":[true,false,-1.5e3]}]}"#,
                    #"{"@odata.context":"http://x/2.0.xml/GB/$metadata#Media","value":[]}"#)
            }
        ) { bytes in _ = try? compile(bytes, "set.json") },
        FuzzTarget("hash-set-compiled", seeds: compiledSets, run: openCompiled),
        FuzzTarget(
            "rules", seeds: { [Array(RuleSet.standardText.utf8)] + texts("rules:\n  - &a {id: x, when: {not: *a}}\n") }
        ) { bytes in _ = try? RuleSet.parse(name: "rules", content: bytes, file: "rules") },
    ]

    /// The compiled set; an import reads files only.
    private static func compile(_ bytes: [UInt8], _ name: String) throws -> [UInt8] {
        let folder = NSTemporaryDirectory() + "winnow-fuzz-\(UInt64.random(in: 0 ... .max))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try Data(bytes).write(to: URL(fileURLWithPath: folder + "/" + name))
        _ = try HashSetImport.compile([folder + "/" + name], to: folder + "/out.wset")
        return try Array(Data(contentsOf: URL(fileURLWithPath: folder + "/out.wset")))
    }

    @Sendable private static func compiledSets() throws -> [[UInt8]] {
        let text = "md5,category\n900150983cd24fb0d6963f7d28e17f72,2\nd41d8cd98f00b204e9800998ecf8427f,odd\n"
        return [try compile(Array(text.utf8), "set.csv")]
    }

    /// The checksum and the size are made right again, so that what lies behind them is reached.
    @Sendable private static func openCompiled(_ bytes: [UInt8]) {
        var bytes = bytes
        if bytes.count > 56 {
            withUnsafeBytes(of: UInt64(bytes.count - 56).littleEndian) { bytes.replaceSubrange(16..<24, with: $0) }
            bytes.replaceSubrange(24..<56, with: RunningDigest.of(Array(bytes[56...])))
        }
        let path = NSTemporaryDirectory() + "winnow-fuzz-\(getpid())-\(UInt64.random(in: 0...UInt64.max)).wset"
        defer { unlink(path) }
        guard FileManager.default.createFile(atPath: path, contents: Data(bytes)),
            let file = try? HashSetFile(path: path)
        else { return }
        for kind in DigestKind.allCases {
            for first in [UInt8(0), 0x90, 0xD4, 0xFF] {
                _ = file.lookup([UInt8](repeating: first, count: kind.length), kind: kind)
            }
        }
    }
}
