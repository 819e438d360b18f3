import Artefacts
import Model
import ReferenceData

/// Looks the traces of one file up in the table of software traces.
struct TraceHits {
    /// Hits kept of one file.
    static let limit = 2_000
    /// Observations are cut to this many characters.
    static let detailLimit = 300

    private let table: ArtefactTable
    private let locator: Locator
    private(set) var hits: [Hit] = []
    /// Entries that only the table's word makes worth keeping.
    private(set) var entries: [HistoryEntry] = []
    private var known: [Identity: Int] = [:]

    /// What is told once a file, however often it was seen.
    private struct Identity: Hashable {
        let name: String
        let category: String
        let proof: Trace.Proof
        let isVerified: Bool
        /// Each clearing, service and address stands for itself.
        let detail: String?
    }

    init(_ table: ArtefactTable, locator: Locator) {
        self.table = table
        var place = locator
        place.byteOffset = nil
        self.locator = place
    }

    mutating func add(_ traces: [Trace]) {
        for trace in traces {
            let rows = table.matches(trace)
            guard !rows.isEmpty else { continue }
            // Several rows may know one program.
            var told: Set<Identity> = []
            for row in rows { add(trace, row, &told) }
            if var entry = trace.entry {
                entry.note = [entry.note, rows.first?.name].compactMap { $0 }.joined(separator: "; ")
                entries.append(entry)
            }
        }
    }

    private mutating func add(_ trace: Trace, _ row: ArtefactRow, _ told: inout Set<Identity>) {
        // Where a source tells what happened to a program, its word counts; else the row's.
        let isTold = trace.subject == .program || trace.subject == .name
        let proof = (isTold ? trace.proof : nil) ?? row.proof
        let identity = Identity(
            name: row.name, category: row.category, proof: proof, isVerified: row.isVerified && trace.isVerified,
            detail: [.gap, .service, .address].contains(trace.subject) ? trace.detail : nil)
        guard told.insert(identity).inserted else { return }
        if let index = known[identity] {
            hits[index].count += 1
            return
        }
        guard hits.count < Self.limit else { return }
        known[identity] = hits.count
        hits.append(
            Self.hit(
                row, proof, locator, table, detail: String(trace.detail.prefix(Self.detailLimit)), trace.subject,
                isVerified: trace.isVerified))
    }

    static func hit(
        _ row: ArtefactRow, _ proof: Trace.Proof, _ locator: Locator, _ table: ArtefactTable, detail: String?,
        _ subject: Trace.Subject, isVerified: Bool = true
    ) -> Hit {
        Hit(
            analyzer: "artefact",
            list: row.isVerified && isVerified ? ArtefactTable.verifiedName : ArtefactTable.unverifiedName,
            listVersion: table.digest, term: row.name, category: row.category, locator: locator,
            encoding: subject.rawValue, context: detail.map { "\(proof.rawValue): \($0)" } ?? proof.rawValue)
    }
}
