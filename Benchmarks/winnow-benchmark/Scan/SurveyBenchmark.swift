import Foundation
import Model
import SampleImages
import WorkerService

/// The survey of an image with very many files, beside one with a tenth of them: time must grow with the files, and
/// memory hardly.
struct SurveyBenchmark {
    let files: Int
    private let folder = FileManager.default.temporaryDirectory.path + "/winnow-benchmark"

    func run() throws {
        var before: (wall: Double, memory: Int)?
        for count in [max(1, files / 10), files] {
            Terminal.say("making an image with \(count) files")
            let image = try SmallFilesImage(files: count).make(at: folder + "/files-\(count)")
            let client = ScannerClient(
                program: try ScannerClient.worker(),
                setup: ScannerSetup(
                    image: image, references: [], confinement: Confinement(user: try PlainUser.resolve(nil))))
            var survey = ScannerClient.Survey(files: 0, bytes: 0, shards: [])
            let time = try Stopwatch.measure(children: true) { survey = try client.survey() }
            print(
                String(
                    format: "survey of %9d files: %6.1f s, %6.1f s of CPU time, %d shards, scanner's peak %d MiB",
                    Int(survey.files), time.wall, time.cpu, survey.shards.count, survey.peak >> 20))
            if let before {
                print(
                    String(
                        format: "ten times the files: %.1f times the time, %.1f times the memory",
                        time.cpu / before.wall, Double(survey.peak) / Double(before.memory)))
            }
            before = (time.cpu, survey.peak)
            try FileManager.default.removeItem(atPath: image)
        }
    }
}
