import ArgumentParser
import Foundation
import Model
import Postgres
import ReferenceData
import Reporting
import SampleImages
import Store

struct Demo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make 48 synthetic device images, submit them, scan them, show the report.",
        discussion: """
            All contents are synthetic and harmless. Images, devices.csv and reference data stay in the demo's folder,
            so that the batch can be submitted again:

              winnow submit --batch again --manifest ~/.winnow/demo/devices.csv --keywords demo-risk ...
            """)

    @Option(help: "Pictures on all devices together.") var pictures = 2_400
    @Option(
        help: "Where images and report are kept (default: demo/ under $WINNOW_HOME; root's closed home has a link).")
    var directory: String?
    @Option(help: "Jobs at once.") var slots: Int?
    @Option(help: "The batch's name.") var batch = "demo"

    func validate() throws {
        guard (2_400...1_000_000).contains(pictures) else {
            throw ValidationError("--pictures must be from 2400 to 1000000")
        }
    }

    func run() async throws {
        let folder = try DemoFolder.make(directory, home: Database.home)
        try await ensureDatabase()
        remark("making 48 device images with \(pictures) pictures in \(folder)")
        let materials = try DemoDay(directory: folder, pictures: pictures).make { remark("  " + $0) }
        try await submit(materials)
        try await WorkerRun(slots: slots).finish(batch: batch)
        let out =
            folder + "/report-" + batch.map { $0.isLetter || $0.isNumber || $0 == "-" ? String($0) : "_" }.joined()
        let report = try await Database.use { connection in
            let records = Records(connection)
            let id = try await records.batchID(named: batch)
            try await records.beginReading(batchID: id, what: "report", reason: "demo")
            let report = try await ReportMaker(records: records).report(batch: batch)
            try await ReportMaker.write(report, batchID: id, to: out, records)
            return report
        }
        write(ReportTable.text(report))
        write("\nreport: \(out)/index.html\n")
    }

    private func ensureDatabase() async throws {
        if let known = try? Database.conninfo(), let connection = try? await PostgresConnection.connect(known) {
            try await SchemaInstaller(connection).install()
            await connection.close()
            return
        }
        let environment = ProcessInfo.processInfo.environment
        if environment["WINNOW_DATABASE_URL"] != nil || environment["PGHOST"] != nil || environment["PGSERVICE"] != nil
        {
            try await Database.connect(checked: false).close()
        }
        remark("starting a private PostgreSQL in \(Database.home)")
        let cluster = PrivateCluster(home: Database.home)
        try await cluster.up()
        let conninfo = try cluster.running()
        let connection = try await PostgresConnection.connect(conninfo)
        try await SchemaInstaller(connection).install()
        await connection.close()
    }

    private func submit(_ materials: DemoMaterials) async throws {
        try await Database.use { connection in
            let records = Records(connection)
            for list in materials.keywordLists {
                let content = try InputFile.read(list.path)
                let parsed = try KeywordList.parse(name: list.name, content: content, file: list.path)
                _ = try await records.addReference(
                    kind: .keywords, name: list.name, setKind: nil, digest: parsed.digest, entries: parsed.terms.count,
                    content: content)
            }
            for set in materials.hashSets {
                _ = try await HashSetStore(name: set.name, kind: set.kind).compile([set.path], in: records)
            }
            let result = try await BatchMaker(records: records).submit(
                name: batch, devices: DeviceManifest.devices(path: materials.devicesCSV),
                keywords: materials.keywordLists.map(\.name), hashSets: materials.hashSets.map(\.name), rules: nil,
                priority: 100)
            remark(result.created ? "batch \(batch) submitted" : "batch \(batch) was submitted before")
        }
    }
}
