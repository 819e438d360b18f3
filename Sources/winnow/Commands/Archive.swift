import ArgumentParser
import Foundation
import Model
import Packs
import Reporting
import Store

struct Archive: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write all that the database holds of an ended batch into a folder.",
        discussion: """
            The folder has the report, the exports, every table's rows as JSON lines (tables/), every pack (packs/), and
            MANIFEST.sha256, which `sha256sum -c` checks. `winnow purge` then deletes the batch from the database. Wants
            a login in winnow_owner.

            EXAMPLE
              winnow archive day-1 --out /archive/day-1
            """)

    @Argument(help: "The batch.") var batch: String
    @Option(help: "The folder to make.") var out: String

    func run() async throws {
        let count = try await Database.use { connection in
            let records = Records(connection)
            let id = try await records.batchID(named: batch)
            try await records.expectUnpurged(batchID: id, named: batch)
            let audit = try await records.settledAudit(batchID: id, named: batch)
            let folder = try ArchiveFolder(out)
            let count = try await Self.fill(folder, records, id, batch)
            let digest = try folder.finish()
            guard try await records.markArchived(batchID: id, digest: digest, audit: audit) else {
                throw WinnowError(
                    "batch-changed", "batch \(batch) was changed while it was archived",
                    remedy: "archive it again into another folder")
            }
            return count
        }
        write("archived: \(count) packs and all records in \(Escaping.line(out))\n")
    }

    private static func fill(
        _ folder: ArchiveFolder, _ records: Records, _ id: Int64, _ batch: String
    ) async throws -> Int {
        // A cancelled batch has devices without a result, and so no report.
        if try await records.status(batchID: id).first?.state != .cancelled {
            let report = try await ReportMaker(records: records).report(batch: batch)
            try folder.file("report.json", bytes: [UInt8](JSONReport.data(report)))
        }
        for what in Export.What.allCases {
            try await folder.file("\(what.rawValue).jsonl") { sink in
                try await BatchExport(records: records, batchID: id, format: .jsonl, sink: sink).write(what)
            }
        }
        for table in Records.dumpedTables {
            try await folder.file("tables/\(table).jsonl") { sink in
                try await records.dump(table, batchID: id) { sink($0 + "\n") }
            }
        }
        try await folder.file("reference-data.json") { sink in
            sink(try RecordPrinter.json(try await records.pinnedReferences(batchID: id)) + "\n")
        }
        var count = 0
        try await records.packs(.batch(id)) { pack in
            guard Pack.digest(ofSealed: pack.bytes) == pack.digest else {
                throw WinnowError(
                    "pack-damaged", "a pack of \(pack.exhibit) is not what its digest says",
                    remedy: "restore the database from a backup, or scan the device again")
            }
            try folder.file("packs/\(pack.jobID)-\(pack.digest.prefix(16)).pack", bytes: pack.bytes)
            count += 1
        }
        return count
    }
}

struct Purge: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Delete an archived batch from the database; its name, reference data and audit stay.",
        discussion: """
            The archive is read through first: nothing is deleted unless it is whole. Wants a login in winnow_owner.

            EXAMPLE
              winnow purge day-1 --archive /archive/day-1
            """)

    @Argument(help: "The batch.") var batch: String
    @Option(help: "The folder that `winnow archive` has made.") var archive: String

    func run() async throws {
        let purged = try await Database.use { connection in
            let records = Records(connection)
            let id = try await records.batchID(named: batch)
            guard let digest = try await records.retention(batchID: id).archive else {
                throw WinnowError(
                    "batch-unarchived", "batch \(batch) is not archived", remedy: "winnow archive \(batch) --out DIR")
            }
            try ArchiveFolder.verify(archive, digest: digest)
            return try await records.purge(batchID: id)
        }
        write(purged ? "purged; name and audit stay\n" : "was purged before\n")
    }
}
