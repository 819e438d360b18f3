import Foundation
import Model
import ReferenceData
import SampleImages
import WorkerService

/// One image to be scanned, surveyed already, and the limits of the machine on its bytes.
struct ScanSubject {
    var name: String
    var container: ImageMaker.Container
    var client: ScannerClient
    var survey: ScannerClient.Survey
    var limits: MachineLimits
    var terms: [String]

    static func make(
        _ contents: BenchmarkImage.Contents, _ container: ImageMaker.Container, files: Int, in folder: String
    ) throws -> ScanSubject {
        let name = "\(contents.rawValue), \(container.rawValue)"
        Terminal.say("making the image: \(name)")
        let made = try BenchmarkImage(directory: folder, files: files, contents: contents).make(container)
        let list = try KeywordList.parse(
            name: "benchmark", content: Array(Data(contentsOf: URL(fileURLWithPath: made.keywordList))),
            file: made.keywordList)
        let client = ScannerClient(
            program: try ScannerClient.worker(),
            setup: ScannerSetup(
                image: made.image,
                references: [
                    .init(
                        version: ReferenceVersion(
                            kind: .keywords, name: list.name, digest: list.digest, entries: list.terms.count),
                        path: made.keywordList)
                ], confinement: Confinement(user: try PlainUser.resolve(nil))))
        return ScanSubject(
            name: name, container: container, client: client, survey: try client.survey(),
            limits: try MachineLimits(image: made.image), terms: list.terms.filter { !$0.isRegex }.map(\.text))
    }
}
