import Foundation
import Model
import ReferenceData
import Testing
import WinnowTesting

struct HashSetVICSTests {
    static let one = "900150983CD24FB0D6963F7D28E17F72"
    static let two = "0CC175B9C0F1B6A831C399E269772661"
    static let sha1 = "A9993E364706816ABA3E25717850C26C9CD0D89D"
    static let model13 = #""odata.metadata":"http://github.com/ICMEC/ProjectVic/DataModels/1.3.xml#Media""#
    static let model20 =
        #""@odata.context":"http://github.com/VICSDATAMODEL/ProjectVic/DataModels/2.0.xml/US/$metadata#Cases""#

    private func read(_ text: String, _ options: HashSetImport.Options = .init()) throws -> HashSetImport {
        try CompiledSet.make(text, name: "vics.json", options).imported
    }

    private func categories(_ text: String, _ options: HashSetImport.Options = .init()) throws -> [String?] {
        let (_, set) = try CompiledSet.make(text, name: "vics.json", options)
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
              {"HashName":"PhotoDNA","HashValue":"AAAA"},{"HashName":"PDQ","HashValue":"\(HashSetTests.sha256)"}]},
            {"MediaID":2,"Category":9,"MD5":"\(Self.one)","MediaFiles":[{"FileName":"a.jpg"}]},
            {"MediaID":3,"Category":"B","MD5":"\(Self.two)"}]}]}
            """
        #expect(try categories(text) == ["9", "B"])
        #expect(try read(text).statistics.photoDNANotMatched == 1)
        #expect(try read(text).statistics.pdq == 1)
    }

    @Test func everyTruncationIsRefused() throws {
        let text = #"{\#(Self.model13),"value":[{"MD5":"\#(Self.one)","Category":1},{"MD5":"\#(Self.two)"}]}"#
        let bytes = Array(text.utf8)
        for length in 0..<bytes.count {
            #expect(throws: WinnowError.self, "\(length) bytes") {
                try CompiledSet.make(Data(bytes[..<length]), name: "vics.json")
            }
        }
        #expect(try read(text).statistics.entries == 2)
    }

    @Test func errorsNameTheLine() {
        let error = #expect(throws: WinnowError.self) {
            try read("{\(Self.model13),\n\"value\":[\n{\"MD5\":\"\(Self.one)\"},\n{\"MD5\":\"12\"}]}")
        }
        #expect(error?.message.hasSuffix("vics.json:4: not a md5 digest: 12") == true)
    }

    @Test func theModelNamesTheProfileAndNotPertinentMediaAreLeftOut() throws {
        let text = """
            {"@odata.context":"http://github.com/VICSDATAMODEL/ProjectVic/DataModels/2.0.xml/US/$metadata#Media","value":[
            {"Category":5,"MD5":"\(Self.one)"},{"Category":77,"MD5":"\(Self.two)"},{"Category":3,"SHA1":"\(Self.sha1)"}]}
            """
        let (imported, set) = try CompiledSet.make(text, name: "vics.json")
        #expect(imported.profile == "vics-us")
        #expect(imported.statistics.notPertinent == 1 && imported.statistics.entries == 2)
        #expect(imported.statistics.unknownCategories == ["77": 1])
        #expect(imported.warnings.contains { $0.hasPrefix("category 77 of 1 entries is not in profile vics-us") })
        #expect(set.lookup(Hex.bytes(Self.one) ?? [], kind: .md5) == nil)
        let kept = set.lookup(Hex.bytes(Self.sha1) ?? [], kind: .sha1)
        #expect(kept?.category == "3" && kept?.label == "CGI or animation (child exploitive)")
    }

    @Test func aVerdictThatAMediumIsPertinentOutweighsOneThatItIsNot() throws {
        var options = HashSetImport.Options()
        options.profile = CategoryProfile.named("vics-us")
        let media = [5, 2, 77, 5].map { "{\"Category\":\($0),\"MD5\":\"\(Self.one)\"}" }.joined(separator: ",")
        #expect(try categories("{\(Self.model13),\"value\":[\(media)]}", options) == ["2", nil])
    }

    @Test func filesThatNameNoProfileAreShownAsBareCodes() throws {
        let imported = try read("{\(Self.model13),\"value\":[{\"Category\":1,\"MD5\":\"\(Self.one)\"}]}")
        #expect(imported.profile == nil)
        #expect(imported.warnings.contains { $0.contains("--profile") })
    }

    @Test func profilesAreTables() throws {
        let table = "# ours\nforce\tCAID\tUK\t1\tGrade one\tyes\tyes\nforce\tCAID\tUK\t9\tNo\tno\tyes\n"
        let profile = try #require(try CategoryProfile.parse(table, file: "t").first)
        var options = HashSetImport.Options()
        options.profile = profile
        #expect(
            try categories(
                "[{\"MD5\":\"\(Self.one)\",\"Category\":\"1\"},{\"MD5\":\"\(Self.two)\",\"Category\":9}]", options) == [
                    "1", nil,
                ])
        let error = #expect(throws: WinnowError.self) { try CategoryProfile.parse(table + "x\ty\n", file: "t") }
        #expect(error?.message == "t:4: not seven columns")
        #expect(CategoryProfile.standard.count == 4 && CategoryProfile.standard.allSatisfy { !$0.categories.isEmpty })
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
        #expect(error?.message.contains("/vics.json:") == true)
    }
}
