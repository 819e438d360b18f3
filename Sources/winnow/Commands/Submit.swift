import ArgumentParser
import Foundation
import Model
import Store

struct Submit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Submit a batch of devices.",
        discussion: """
            Names of lists and sets mean their newest version; the batch keeps that version for good. The same
            submission sent twice is one batch.

            EXAMPLES
              winnow submit --batch day-1 --manifest devices.csv --keywords risk --hashset known
              winnow submit --batch one-stick --verify /evidence/stick.E01
              winnow submit --batch day-2 --readers 4 cases:2026/117/disk.E01
              winnow submit --batch day-1-text --manifest devices.csv --keywords risk --ocr
              winnow submit --batch day-3 https://evidence.example/2026/117/disk.dd
            """)

    @Option(help: "The batch's name.") var batch: String
    @Option(help: "devices.csv: exhibit,image,kind,label,priority.") var manifest: String?
    @Argument(help: "Images, each a device named after its file: a path, store:relative/path, or a URL.")
    var images: [String] = []
    @Option(help: "A keyword list; may be given more than once.") var keywords: [String] = []
    @Option(help: "A hash set; may be given more than once.") var hashset: [String] = []
    @Option(help: "A rule set (default: the built-in one).") var rules: String?
    @Option(help: "Lower comes first, 0 to 1000.") var priority = 100
    @Option(help: "How many jobs may read one image at a time (default: any number).") var readers: Int?

    @Flag(help: "Read each whole image and compare its digests with those stored at acquisition.") var verify = false

    @Option(
        name: .customLong("ocr"), defaultAsFlag: "eng",
        help: "Recognise text in pictures, after all else, in these languages: --ocr (English), --ocr eng+deu.")
    var recognition: String?

    func validate() throws {
        guard (manifest == nil) != images.isEmpty else {
            throw ValidationError("give either --manifest or images")
        }
        guard (0...1_000).contains(priority) else { throw ValidationError("--priority must be from 0 to 1000") }
        if let readers, !(1...1_000).contains(readers) { throw ValidationError("--readers must be from 1 to 1000") }
        if let recognition, !PictureTask.isLanguages(recognition) {
            throw ValidationError("--ocr takes Tesseract's names of languages (--ocr eng+deu); write images before it")
        }
        guard !batch.isEmpty else { throw ValidationError("--batch must not be empty") }
    }

    func run() async throws {
        let devices = try manifest.map(DeviceManifest.devices(path:)) ?? DeviceManifest.devices(images: images)
        let result = try await Database.use { connection in
            try await BatchMaker(records: Records(connection)).submit(
                name: batch, devices: devices, keywords: keywords, hashSets: hashset, rules: rules, priority: priority,
                maxReaders: readers, verify: verify, recognition: recognition)
        }
        let paths = devices.flatMap(\.images).filter { $0.hasPrefix("/") }
        for path in paths where !FileManager.default.fileExists(atPath: path) {
            remark("winnow: warning: \(Escaping.line(path)) is not on this host; workers must be able to read it there")
        }
        let images = devices.reduce(0) { $0 + $1.images.count }
        write(
            result.created
                ? "batch \(Escaping.line(batch)): \(devices.count) devices, \(images) images submitted\n"
                : "batch \(Escaping.line(batch)) was submitted before; nothing is done twice\n")
    }
}
