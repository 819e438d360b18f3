import Model
import Testing

@testable import Artefacts

struct SideTableTests {
    /// A database as the line describes it, with one row.
    private static func database(_ row: SideTable) throws -> DatabaseFixture {
        let named = [
            (row.url, "'https://one.example/'"), (row.title, "'One'"), (row.term, "'Blue  heron'"),
            (row.time, time(row.unit)), (row.count, "3"),
        ].compactMap { name, value in name.map { ($0, value) } }
        let fixture = try DatabaseFixture()
        for table in row.required.subtracting([row.table]) { try fixture.run("CREATE TABLE \(table)(x)") }
        try fixture.run(
            "CREATE TABLE \(row.table)(\(named.map(\.0).joined(separator: ", ")));"
                + "INSERT INTO \(row.table) VALUES(\(named.map(\.1).joined(separator: ", ")))")
        return fixture
    }

    /// 2026-01-02 03:04:05 UTC.
    private static func time(_ unit: String?) -> String {
        switch unit {
        case "webkit-us": "\(ChromiumFixture.time)"
        case "unix-ms": "1767323045000"
        case "unix-s": "1767323045"
        case "cocoa-s": "789015845.0"
        default: "NULL"
        }
    }

    @Test(arguments: SideTableData.rows.indices)
    func `each line's columns are read, and a line that was verified against nothing says so`(_ index: Int) throws {
        let row = SideTableData.rows[index]
        let reading = try #require(readHistory(Self.database(row).files()))
        let entry = try #require(reading.entries.first)
        #expect(reading.entries.count == 1)
        #expect(reading.notes.isEmpty)
        #expect(entry.source == row.source)
        #expect(entry.kind.rawValue == row.kind)
        #expect(entry.url ?? "" == (row.url == nil ? "" : "https://one.example/"))
        #expect(entry.title == (row.title == nil ? nil : "One"))
        #expect(entry.searchTerm == (row.term == nil ? nil : "Blue heron"))
        #expect(entry.time == (row.time == nil ? nil : ChromiumFixture.unixTime))
        #expect(entry.count == (row.count == nil ? 1 : 3))
        #expect(entry.intent == row.intent)
        #expect(HistoryRemark.isDoubtful(entry) == (row.verifiedBy == nil))
        #expect(reading.traces.allSatisfy { $0.isVerified == (row.verifiedBy != nil) })
        let remark = [row.verifiedBy == nil ? HistoryRemark.unverifiedTable : nil, row.remark].compactMap { $0 }
        #expect(entry.note == (remark.isEmpty ? nil : remark.joined(separator: "; ")))
    }

    @Test func `no line is left out for its shape`() {
        #expect(SideTableData.rows.count == SideTableData.text.split(separator: "\n").count)
        #expect(SideTableData.rows.allSatisfy { HistoryEntry.Kind(rawValue: $0.kind) != nil })
    }
}
