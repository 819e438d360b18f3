import Digests
import Foundation
import Model

/// The keyword lists and hash sets of the demo, in the formats in which such data comes.
struct DemoReferenceData {
    var folder: String

    func write(into materials: inout DemoMaterials) throws {
        materials.keywordLists = [
            ("demo-risk", try put("demo-risk.txt", Self.risk)),
            ("demo-darkweb", try put("demo-darkweb.txt", Self.darkWeb)),
            ("demo-general", try put("demo-general.txt", Self.general)),
        ]
        materials.hashSets = [
            ("demo-contraband", .contraband, try put("demo-contraband.json", Self.contraband)),
            ("demo-notable", .notable, try put("demo-notable.csv", Self.notable)),
            ("demo-known-good", .knownGood, try put("demo-known-good.sha1", Self.knownGood)),
        ]
    }

    private func put(_ name: String, _ text: String) throws -> String {
        let path = folder + "/" + name
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        return path
    }

    private static let risk = """
        # Invented code words; none of them means anything.
        project marigold\tword category=third-party-risk weight=5
        meet after school\tword category=third-party-risk weight=3
        bluebell lantern\tword category=third-party-risk weight=4

        """

    private static let darkWeb = """
        # Ways to the dark web.
        how to access dark web\tword category=dark-web weight=4
        torproject.org/download\tcategory=dark-web weight=5
        demo hidden directory\tword category=dark-web weight=2

        """

    /// Terms that occur nowhere: most lists find nothing on most devices, and cost time all the same.
    private static var general: String {
        var text = EverydayText(seed: 0x4745)
        let lines = (0..<200).map { _ in "\(text.inventedWord()) \(text.inventedWord())\tcategory=keyword" }
        return "# Invented words.\n" + lines.joined(separator: "\n") + "\n"
    }

    /// VICS 2.0, as in http://github.com/VICSDATAMODEL/ProjectVic: the planted pictures among many that occur nowhere.
    private static var contraband: String {
        var contents = (0..<16).map { DemoPlant.knownPicture($0).png }
        var numbers = SeededNumbers(seed: 0x5649)
        for _ in 0..<500 { contents.append(numbers.noise(24)) }
        // Real sets contain the digests of the empty file; importers must leave them out.
        contents.append(Data())
        let media = contents.enumerated().map { index, content in
            """
            {"MediaID":\(index + 1),"Category":\(index % 2 + 1),"MD5":"\(digest(content, .md5).uppercased())",\
            "SHA1":"\(digest(content, .sha1).uppercased())","MediaSize":\(content.count),"IsPrecategorized":true,\
            "VictimIdentified":false,"Series":"synthetic"}
            """
        }
        let context = "http://github.com/VICSDATAMODEL/ProjectVic/DataModels/2.0.xml/Default/$metadata#Media"
        return "{\"@odata.context\":\"\(context)\",\"value\":[\n" + media.joined(separator: ",\n") + "\n]}\n"
    }

    private static var notable: String {
        let lines = (0..<8).map { number in
            let content = DemoPlant.borderlinePicture(number).png
            return "\(digest(content, .md5)),\(digest(content, .sha1)),borderline"
        }
        return "md5,sha1,category\n" + lines.joined(separator: "\n") + "\n"
    }

    private static var knownGood: String {
        DemoContents.systemFiles.map { "\(digest($0.content.data, .sha1))  \($0.name)\n" }.joined()
    }

    private static func digest(_ data: Data, _ algorithm: DigestAlgorithm) -> String {
        let digest = RunningDigest(algorithm)
        data.withUnsafeBytes { digest.update($0) }
        return digest.finish().map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
