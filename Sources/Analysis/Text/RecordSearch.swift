import Model
import ReferenceData

/// What the reference data says of a file of which only a pack's record is left.
///
/// The same code as in a scan, so that the hits are the same.
package struct RecordSearch {
    private let text: TextSearch?
    private let hash: HashAnalyzer?
    private let pictures: PictureMatch?
    /// Whether there are sets beside those of known-good files.
    private let looksUp: Bool

    package init(matcher: KeywordMatcher?, hashSets: [(version: ReferenceVersion, file: HashSetFile)]) {
        text = matcher.map { TextSearch($0) }
        hash = hashSets.isEmpty ? nil : HashAnalyzer(hashSets)
        pictures = PictureMatch(hashSets)
        looksUp = hashSets.contains { $0.version.setKind != .knownGood }
    }

    package func hits(of file: FileRecord) -> [Hit] {
        var report = ItemReport()
        report.digests = file.digests
        hash?.end(ScanItem(locator: file.locator, kind: file.kind, size: file.size), complete: true, into: &report)
        if let picture = file.picture { pictures?.look(at: picture, file.locator, into: &report) }
        guard let text else { return report.hits }
        return report.hits + text.pathHits(file.locator)
            + text.hits(in: file.texts, of: file.locator, knownGood: report.knownGood != nil).hits
    }

    /// What was looked at for `hits`, and what only the image has.
    package func account(of file: FileRecord, to ledger: inout RescanLedger) {
        if looksUp, file.digests != nil { ledger.add(RescanRow(.digests, files: 1, bytes: file.size)) }
        if pictures != nil, PictureAnalyzer.types.contains(file.type) {
            ledger.add(RescanRow(file.picture == nil ? .picturesWithout : .pictures, type: file.type, files: 1))
        }
        guard text != nil else { return }
        ledger.add(RescanRow(.names, files: 1))
        let size = file.texts.reduce(UInt64(0)) { $0 &+ UInt64($1.size) }
        if size > 0 { ledger.add(RescanRow(.text, type: file.type, files: 1, bytes: size)) }
        if file.textLeftOut > 0 {
            ledger.add(RescanRow(.textNotKept, type: file.type, files: 1, bytes: file.textLeftOut))
        }
        if file.status == .scanned, file.size > 0 {
            ledger.add(RescanRow(.content, type: file.type, files: 1, bytes: file.size))
        }
    }
}
