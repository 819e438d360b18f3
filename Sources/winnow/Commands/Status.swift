import ArgumentParser
import Foundation
import Model
import Store

struct Status: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "How far batches are.", discussion: "EXAMPLE\n  winnow status day-1 --watch")

    @Argument(help: "The batch; all of them when left out.") var batch: String?
    @Flag(help: "Show progress until the batch is done.") var watch = false
    @OptionGroup var output: FormatOption

    func run() async throws {
        try await Database.use { connection in
            let records = Records(connection)
            var id: Int64?
            if let batch { id = try await records.batchID(named: batch) }
            if watch { try await follow(records, id) }
            try print(try await records.status(batchID: id))
        }
    }

    private func follow(_ records: Records, _ id: Int64?) async throws {
        let line = ProgressLine()
        while true {
            let all = try await records.status(batchID: id)
            guard let open = all.first(where: { $0.state == .open || $0.state == .paused }) else { break }
            line.show(open)
            try await Task.sleep(for: .seconds(1))
        }
        line.end()
    }

    private func print(_ all: [BatchStatus]) throws {
        if output.format == .json {
            let rows = all.map { Field.object(Self.record($0)) }
            return write(try RecordPrinter.json(["batches": rows]) + "\n")
        }
        var printer = RecordPrinter(
            output.format,
            columns: ["batch", "state", "devices", "jobs", "files_done", "files_total", "bytes_done", "bytes_total"])
        for status in all { try printer.add(Self.record(status)) }
        printer.finish()
    }

    private static func record(_ status: BatchStatus) -> [String: Field] {
        [
            "batch": .text(status.batch), "state": .text(status.state.rawValue), "devices": .number(status.devices),
            "jobs": .object(status.jobs.mapValues { .number($0) }), "files_done": .number(status.filesDone),
            "files_total": .number(status.filesTotal), "bytes_done": .number(status.bytesDone),
            "bytes_total": .number(status.bytesTotal),
        ]
    }
}
