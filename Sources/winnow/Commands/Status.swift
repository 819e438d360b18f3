import ArgumentParser
import Foundation
import Model
import Store

struct Status: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "How far batches are, how long they will take, and what keeps them.",
        discussion: """
            Rates are those of the last five minutes. The time left is only told when something has moved in them; until
            every image is surveyed it is the least that it can be.

            EXAMPLES
              winnow status
              winnow status day-1 --watch
              winnow status day-1 --by image
            """)

    enum Detail: String, ExpressibleByArgument, CaseIterable { case batch, device, image }

    @Argument(help: "The batch; all of them when left out.") var batch: String?
    @Flag(help: "Show progress until the batch is done.") var watch = false
    @Option(help: "One row a batch, device or image.") var by = Detail.batch
    @OptionGroup var output: FormatOption

    func validate() throws {
        guard batch != nil || by == .batch else { throw ValidationError("--by \(by.rawValue) wants a batch") }
    }

    func run() async throws {
        try await Database.use { connection in
            let records = Records(connection)
            var id: Int64?
            if let batch { id = try await records.batchID(named: batch) }
            if watch { try await Self.follow(records, id) }
            if let id, by != .batch {
                let images = try await records.imageStatus(batchID: id)
                return try print(by == .image ? images.map(StatusRow.init) : StatusRow.devices(images))
            }
            try print(try await records.status(batchID: id))
        }
    }

    /// Shows progress until the batch, or all, have ended.
    static func follow(_ records: Records, _ id: Int64?) async throws {
        let screen = StatusScreen()
        defer { screen.end() }
        while true {
            let open = try await records.status(batchID: id).filter { $0.state == .open || $0.state == .paused }
            if open.isEmpty { return }
            var shown: [(BatchStatus, [ImageStatus])] = []
            for status in open { shown.append((status, try await records.imageStatus(batchID: status.batchID))) }
            screen.show(shown)
            try await Task.sleep(for: .seconds(1))
        }
    }

    private func print(_ all: [BatchStatus]) throws {
        if output.format == .json {
            let rows = all.map {
                Field.object(
                    Self.record($0).merging(Self.record($0.rescans)) { $1 }.merging(Self.record($0.recognition)) { $1 })
            }
            return write(try RecordPrinter.json(["batches": rows]) + "\n")
        }
        var printer = RecordPrinter(
            output.format,
            columns: [
                "batch", "state", "devices", "jobs", "files_done", "files_total", "bytes_done", "bytes_total",
                "seconds_left",
            ])
        for status in all { try printer.add(Self.record(status)) }
        printer.finish()
    }

    private func print(_ rows: [StatusRow]) throws {
        var printer = RecordPrinter(output.format, columns: StatusRow.columns(withImage: by == .image))
        for row in rows { try printer.add(row.record) }
        printer.finish()
    }

    private static func record(_ rescans: [RescanStatus]) -> [String: Field] {
        let rows = rescans.map { rescan in
            Field.object([
                "rescan": .number(rescan.ordinal), "reread": .flag(rescan.reread), "jobs": .number(rescan.jobs),
                "jobs_done": .number(rescan.jobsDone), "files_done": .number(rescan.done.files),
                "bytes_done": .number(rescan.done.bytes),
                "reference_data": .list(rescan.references.map { .text("\($0.kind.rawValue):\($0.name)") }),
            ])
        }
        return rows.isEmpty ? [:] : ["rescans": .list(rows)]
    }

    private static func record(_ recognition: RecognitionStatus?) -> [String: Field] {
        guard let recognition else { return [:] }
        return [
            "recognition": .object([
                "jobs": .number(recognition.jobs), "jobs_done": .number(recognition.jobsDone),
            ])
        ]
    }

    private static func record(_ status: BatchStatus) -> [String: Field] {
        [
            "batch": .text(status.batch), "state": .text(status.state.rawValue), "devices": .number(status.devices),
            "jobs": .object(status.jobs.mapValues { .number($0) }), "files_done": .number(status.done.files),
            "files_total": .number(status.total.files), "bytes_done": .number(status.done.bytes),
            "bytes_total": .number(status.total.bytes), "images_waiting": .number(status.imagesWaiting),
            "files_per_second": .number(Int64(status.estimate.filesPerSecond)),
            "bytes_per_second": .number(Int64(status.estimate.bytesPerSecond)),
            "seconds_left": .number(status.estimate.secondsLeft.map { Int64($0.rounded(.up)) }),
            "seconds_left_is_lower_bound": .flag(status.estimate.isLowerBound),
        ]
    }
}
