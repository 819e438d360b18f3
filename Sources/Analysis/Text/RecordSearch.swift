import Model
import ReferenceData

/// What the reference data says of a file of which only a pack's record is left.
///
/// The same code as in a scan, so that the hits are the same.
package struct RecordSearch {
    private let text: TextSearch?
    private let sieve: TextSieve?
    private let hash: HashAnalyzer?
    private let pictures: PictureMatch?
    /// Whether there are sets beside those of known-good files.
    private let looksUp: Bool

    /// Throws `keyword-compile` when there is no memory.
    package init(
        matcher: KeywordMatcher?, hashSets: [(version: ReferenceVersion, file: HashSetFile)]
    ) throws(WinnowError) {
        sieve = if let matcher { try TextSieve(matcher) } else { nil }
        text = matcher.map { TextSearch($0) }
        hash = hashSets.isEmpty ? nil : HashAnalyzer(hashSets)
        pictures = PictureMatch(hashSets)
        looksUp = hashSets.contains { $0.version.setKind != .knownGood }
    }

    /// The hits of all files, in their order.
    ///
    /// - Parameter textsOnly: for records of files that another pack has as well.
    package func hits(of files: [FileRecord], textsOnly: Bool = false) -> [Hit] {
        guard let sieve else { return textsOnly ? [] : files.flatMap { hits(of: $0) } }
        var found: [Hit] = []
        var start = 0
        for (index, file) in files.enumerated() {
            sieve.add(textsOnly ? "" : file.locator.ownPath.text, file.texts)
            guard sieve.isFull || index == files.count - 1 else { continue }
            for (file, mayHold) in zip(files[start...index], sieve.sift()) {
                found += hits(of: file, searching: mayHold, textsOnly: textsOnly)
            }
            start = index + 1
        }
        return found
    }

    package func hits(of file: FileRecord) -> [Hit] { hits(of: file, searching: true) }

    private func hits(of file: FileRecord, searching: Bool, textsOnly: Bool = false) -> [Hit] {
        var report = ItemReport()
        report.digests = file.digests
        hash?.end(ScanItem(locator: file.locator, kind: file.kind, size: file.size), complete: true, into: &report)
        if textsOnly {
            let isKnown = report.knownGood != nil
            return searching ? text?.hits(in: file.texts, of: file.locator, knownGood: isKnown).hits ?? [] : []
        }
        if let picture = file.picture { pictures?.look(at: picture, file.locator, into: &report) }
        guard searching, let text else { return report.hits }
        return report.hits + text.pathHits(file.locator)
            + text.hits(in: file.texts, of: file.locator, knownGood: report.knownGood != nil).hits
    }

    /// What was looked at for `hits`, and what only the image has.
    package func account(of file: FileRecord, textsOnly: Bool = false, to ledger: inout RescanLedger) {
        if textsOnly { return accountText(of: file, to: &ledger) }
        if looksUp, file.digests != nil { ledger.add(RescanRow(.digests, files: 1, bytes: file.size)) }
        if pictures != nil, PictureAnalyzer.types.contains(file.type) {
            ledger.add(RescanRow(file.picture == nil ? .picturesWithout : .pictures, type: file.type, files: 1))
        }
        guard text != nil else { return }
        ledger.add(RescanRow(.names, files: 1))
        accountText(of: file, to: &ledger)
        if file.status == .scanned, file.size > 0 {
            ledger.add(RescanRow(.content, type: file.type, files: 1, bytes: file.size))
        }
    }

    private func accountText(of file: FileRecord, to ledger: inout RescanLedger) {
        guard text != nil else { return }
        let size = file.texts.reduce(UInt64(0)) { $0 &+ UInt64($1.size) }
        if size > 0 { ledger.add(RescanRow(.text, type: file.type, files: 1, bytes: size)) }
        if file.textLeftOut > 0 {
            ledger.add(RescanRow(.textNotKept, type: file.type, files: 1, bytes: file.textLeftOut))
        }
    }
}
