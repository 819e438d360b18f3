import Model

/// `SRUDB.dat`: which program used processor and network, hour by hour, for some weeks, also programs since removed.
/// One entry a program and user, with the hours counted.
enum ResourceUsage {
    static let names = "SruDbIdMapTable"
    private static let tables = [
        ("{D10CA2FE-6FCF-4F6D-848E-B2E99266FA89}", "used the processor"),
        ("{973F5D5C-1D90-4944-BE8E-24B94231A174}", "used the network"),
    ]

    private struct Use {
        var first: Double
        var last: Double
        var count: Int
    }

    private struct Who: Hashable {
        let program: UInt64
        let user: UInt64
    }

    static func read(_ database: ESEDatabase, into collector: inout HistoryCollector) {
        guard let map = database.table(names) else { return }
        collector.source = "srum"
        var texts: [UInt64: String] = [:]
        map.forEachRecord { record in
            guard let index = record.number("IdIndex"), let blob = record.data("IdBlob") else { return true }
            // Type 3 is a user's SID in binary, all others a text.
            texts[index] = record.number("IdType") == 3 ? sid(blob) : blob.withUnsafeBytes { $0.utf16Text }
            return true
        }
        for (name, what) in tables {
            guard let table = database.table(name) else { continue }
            var uses: [Who: Use] = [:]
            let lost = table.forEachRecord { record in
                guard let program = record.number("AppId"), let bits = record.number("TimeStamp") else { return true }
                let time = Double(bitPattern: bits)
                let who = Who(program: program, user: record.number("UserId") ?? 0)
                if var use = uses[who] {
                    use.first = min(use.first, time)
                    use.last = max(use.last, time)
                    use.count += 1
                    uses[who] = use
                } else {
                    uses[who] = Use(first: time, last: time, count: 1)
                }
                return true
            }
            if lost > 0 { collector.note(WinnowError("ese-damaged", "records of an ESE database could not be read")) }
            for (who, use) in uses.sorted(by: { ($0.key.program, $0.key.user) < ($1.key.program, $1.key.user) }) {
                guard let program = texts[who.program], !program.isEmpty else { continue }
                collector.addProgram(
                    program, .executed, time: HistoryTime(automation: use.last), count: use.count,
                    note: HistoryRemark.note([
                        what, HistoryTime(automation: use.first).iso.map { "first \($0)" },
                        texts[who.user].map { "user \($0)" }, "the count is of hours",
                    ]))
            }
        }
    }

    /// `S-1-5-21-...` of a binary security identifier.
    static func sid(_ bytes: [UInt8]) -> String {
        guard bytes.count >= 8, bytes[1] <= 15, bytes.count >= 8 + Int(bytes[1]) * 4 else { return "" }
        let authority = bytes[2..<8].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        let parts = (0..<Int(bytes[1])).map { index in
            bytes.withUnsafeBytes { String($0.little(UInt32.self, at: 8 + index * 4) ?? 0) }
        }
        return (["S", String(bytes[0]), String(authority)] + parts).joined(separator: "-")
    }
}
