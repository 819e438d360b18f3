import Foundation

/// A scan of one image on one core beside what it is made of.
struct ScanFigures {
    /// One kind of work, MB of CPU time a second in each round.
    private enum Row: String, CaseIterable {
        case reading = "reading alone"
        case libcrypto = "three digests alone (libcrypto)"
        case lanes = "three digests alone (lanes)"
        case vectorscan = "Vectorscan alone"
        case wall = "winnow scan, wall"
        case scan = "winnow scan"
        case started = "winnow scan, once it has started"
    }

    private let subject: ScanSubject
    private var rates: [Row: [Double]] = [:]
    private var memory = 0
    private var hits = 0
    /// Seconds of CPU time that a scanner takes to lock itself in and compile the lists, once an image.
    private var starts: [Double] = []

    init(_ subject: ScanSubject) { self.subject = subject }

    mutating func measure() throws {
        let limits = subject.limits
        add(.reading, limits.size, try limits.reading().cpu)
        add(.libcrypto, limits.size, try limits.digests(inLanes: false).cpu)
        add(.lanes, limits.size, try limits.digests(inLanes: true).cpu)
        add(.vectorscan, limits.size, try limits.vectorscan(terms: subject.terms).cpu)
        let scan = try subject.client.scan(subject.survey.shards)
        add(.scan, Int(subject.survey.bytes), scan.time.cpu)
        add(.wall, Int(subject.survey.bytes), scan.time.wall)
        let start = try subject.client.scan([]).time.cpu
        starts.append(start)
        add(.started, Int(subject.survey.bytes), scan.time.cpu - start)
        memory = max(memory, scan.peak)
        hits = scan.hits
    }

    func report() {
        let survey = subject.survey
        print(
            """

            \(subject.name): \(subject.limits.size >> 20) MiB, \(survey.files) files, \(survey.bytes >> 20) MiB to read, \
            \(subject.terms.count) terms, \(hits) hits, scanner's peak \(memory >> 20) MiB
            MB/s of CPU time on one core, median of \(rates[.scan]?.count ?? 0)
            """)
        for row in Row.allCases { line(row.rawValue, rates[row] ?? []) }
        let scan = rates[.scan] ?? []
        // Each byte must be read, digested and searched.
        let sum = scan.indices.map { round in
            1 / [Row.reading, .lanes, .vectorscan].reduce(0) { $0 + 1 / (rates[$1]?[round] ?? 1) }
        }
        line("reading, lanes, Vectorscan in turn", sum)
        print(String(format: "its start takes %.2f s, once an image and slot", Comparison.median(starts)))
    }

    private func line(_ name: String, _ values: [Double]) {
        let ratios = zip(rates[.scan] ?? [], values).map { $0 / $1 }
        print(
            name.padding(toLength: 36, withPad: " ", startingAt: 0)
                + String(format: "%8.0f   scan is %.2f of it", Comparison.median(values), Comparison.median(ratios)))
    }

    private mutating func add(_ row: Row, _ bytes: Int, _ seconds: Double) {
        rates[row, default: []].append(Double(bytes) / max(seconds, 1e-9) / 1e6)
    }
}
