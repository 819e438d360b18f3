import Foundation
import Model
import ReferenceData
import Testing

struct HashSetVICSTests {
    static let one = "900150983CD24FB0D6963F7D28E17F72"
    static let two = "0CC175B9C0F1B6A831C399E269772661"
    static let sha1 = "A9993E364706816ABA3E25717850C26C9CD0D89D"
    static let model13 = #""odata.metadata":"http://github.com/ICMEC/ProjectVic/DataModels/1.3.xml#Media""#
    static let model20 =
        #""@odata.context":"http://github.com/VICSDATAMODEL/ProjectVic/DataModels/2.0.xml/US/$metadata#Cases""#

    private func read(_ text: String) throws(WinnowError) -> HashSetImport {
        try HashSetImport.read(Array(text.utf8), file: "vics.json")
    }

    private func categories(_ text: String) throws -> [String?] {
        let path = NSTemporaryDirectory() + "vics-\(UInt64.random(in: 0 ... .max)).wset"
        try Data(read(text).compiled).write(to: URL(filePath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        let set = try HashSetFile(path: path)
        return [Self.one, Self.two].map { set.lookup(Hex.bytes($0) ?? [], kind: .md5)?.category }
    }

    @Test func mediaListsKeepTheirCategories() throws {
        let text = """
            \u{FEFF}{\(Self.model13),"value":[
            {"MediaID":1,"Category":2,"MD5":"\(Self.one)","SHA1":"\(Self.sha1)","MediaSize":"12","IsSuspected":"False",
             "PhotoDNA":"AAAA","DateUpdated":"/Date(1)/","Exifs":[{"PropertyName":"x","PropertyValue":null}]},
            {"MediaID":2,"Category":1,"MD5":"\(Self.one)","VictimIdentified":true},
            {"MediaID":3,"Category":0,"MD5":"\(Self.one)"},
            {"MediaID":4,"Category":null,"MD5":"\(Self.two)","Comments":"a \\"quoted\\" \\u00e9 ]}"}]}
            """
        #expect(try categories(text) == ["1", nil])
        let statistics = try read(text).statistics
        #expect(statistics.entries == 3)
        #expect(statistics.duplicates == 2)
        #expect(statistics.photoDNANotMatched == 1)
    }

    @Test func caseExportsAreRead() throws {
        let text = """
            {\(Self.model20),"value":[{"CaseID":"c","CaseNumber":"7","TotalMediaFiles":2,"Media":[
            {"MediaID":1,"Category":10,"MD5":"\(Self.one)","AlternativeHashes":[
              {"HashName":"PhotoDNA","HashValue":"AAAA"},{"HashName":"PDQ","HashValue":"ff"}]},
            {"MediaID":2,"Category":9,"MD5":"\(Self.one)","MediaFiles":[{"FileName":"a.jpg"}]},
            {"MediaID":3,"Category":"B","MD5":"\(Self.two)"}]}]}
            """
        #expect(try categories(text) == ["9", "B"])
        #expect(try read(text).statistics.photoDNANotMatched == 1)
        #expect(try read(text).statistics.refused == 1)
    }

    @Test func everyTruncationIsRefused() throws {
        let text = #"{\#(Self.model13),"value":[{"MD5":"\#(Self.one)","Category":1},{"MD5":"\#(Self.two)"}]}"#
        let bytes = Array(text.utf8)
        for length in 0..<bytes.count {
            #expect(throws: WinnowError.self) {
                try HashSetImport.read(Array(bytes[..<length]), file: "vics.json")
            }
        }
        #expect(try read(text).statistics.entries == 2)
    }

    @Test(arguments: [
        #"{"odata.metadata":"http://example.org/other","value":[]}"#, #"{"value":[]}"#, #"{"value":{}}"#,
        #"{"value":[{"MediaID":1}]}"#, #"{"value":[{"MD5":"xyz"}]}"#, #"{"value":[1]}"#,
        #"{"value":[{"MD5":["\#(one)"]}]}"#, #"{"value":[{"MD5":"\#(one)"}]} trailing"#,
        #"{"value":[{"MD5":"\#(one)"},]}"#, #"{"value":[{"MD5" "\#(one)"}]}"#, "[[[[[[[[", "{", "[]", "{\"\\",
        String(repeating: "[", count: 100_000), "{\"a\":" + String(repeating: "[", count: 100_000),
    ])
    func hostileVariantsAreRefused(text: String) {
        let error = #expect(throws: WinnowError.self) { try read(text) }
        #expect(error?.code == "hash-set-invalid")
        #expect(error?.message.hasPrefix("vics.json:") == true)
    }
}
