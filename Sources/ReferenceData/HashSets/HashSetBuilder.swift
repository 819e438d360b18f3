import Digests
import Model

/// Collects digests and makes the compiled set of them; memory is about twice the compiled size.
struct HashSetBuilder {
    var statistics = HashSetImport.Statistics()
    private var sections = DigestKind.allCases.map { DigestSection($0) }
    private var categories: [String] = []
    private var numbers: [String: UInt16] = [:]

    /// Category numbers are u16, so that a look-up stays small.
    static let maximumCategories = 10_000

    /// `digest` must have the length of its kind. Of several categories for one digest the most severe wins.
    mutating func add(_ digest: some Collection<UInt8>, _ kind: DigestKind, category: String? = nil) {
        if EmptyDigests.contains(digest, kind) {
            statistics.emptyDropped += 1
            return
        }
        sections[kind.rawValue].append(digest, payload: number(of: category))
    }

    func finish(file: String) throws(WinnowError) -> HashSetImport {
        var statistics = statistics
        let order = CategorySeverity.ranks(categories)
        var body: [UInt8] = []
        var parts: [[UInt8]] = []
        for section in sections {
            let part = section.compiled(ranks: order)
            statistics.duplicates += section.count - part.entries
            statistics.entries += part.entries
            append(UInt64(part.entries), to: &body)
            parts.append(part.bytes)
        }
        guard statistics.entries > 0 else { throw HashSetImport.invalid(file, "no digests in this file") }
        var table: [UInt8] = []
        for category in categories {
            let text = Array(category.utf8.prefix(Int(UInt16.max)))
            append(UInt16(text.count), to: &table)
            table += text
        }
        append(UInt64(table.count), to: &body)
        for part in parts { body += part }
        body += table
        var compiled = HashSetLayout.magic
        append(HashSetLayout.version, to: &compiled)
        append(UInt32(0), to: &compiled)
        append(UInt64(body.count), to: &compiled)
        compiled += RunningDigest.of(body, .sha256)
        compiled += body
        let digest = Hex.string(RunningDigest.of(compiled, .sha256))
        return HashSetImport(statistics: statistics, compiled: compiled, digest: digest)
    }

    private mutating func number(of category: String?) -> UInt16 {
        guard let category, !category.isEmpty else { return 0 }
        if let number = numbers[category] { return number }
        guard categories.count < Self.maximumCategories else { return 0 }
        categories.append(category)
        numbers[category] = UInt16(categories.count)
        return UInt16(categories.count)
    }
}

func append(_ number: some FixedWidthInteger, to bytes: inout [UInt8]) {
    withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
}

/// Digests that would match every empty file, or mean that there is none.
enum EmptyDigests {
    private static let ofNothing = [
        RunningDigest.of([], .md5), RunningDigest.of([], .sha1), RunningDigest.of([], .sha256),
    ]

    static func contains(_ digest: some Collection<UInt8>, _ kind: DigestKind) -> Bool {
        guard let first = digest.first else { return true }
        if first == 0 || first == 0xFF, digest.allSatisfy({ $0 == first }) { return true }
        return digest.elementsEqual(ofNothing[kind.rawValue])
    }
}

/// Which category wins where one digest has several.
enum CategorySeverity {
    /// Ranks by category number (0 is none); lower is more severe: 1, 2, 3, ... or A, B, C; 0 means uncategorized.
    static func ranks(_ categories: [String]) -> [Int] {
        let worst = categories.count + 1
        let sorted = categories.indices.sorted { (key(categories[$0]), $0) < (key(categories[$1]), $1) }
        var ranks = [Int](repeating: worst, count: categories.count + 1)
        for (rank, index) in sorted.enumerated() { ranks[index + 1] = rank }
        return ranks
    }

    private static func key(_ category: String) -> String {
        if category == "0" { return "\u{10FFFF}" }
        return String(repeating: "0", count: max(0, 8 - category.utf8.count)) + category
    }
}
