import Model
import ReferenceData

/// All analyzers of a scan in their order: digests first, since the hash analyzer looks them up.
package final class Pipeline {
    /// For text that is not a file's content: history entries, names. Nil without keyword lists.
    package let matcher: KeywordMatcher?
    private let analyzers: [any Analyzer]
    private let search: TextSearch?

    /// `extra` analyzers come last; they may be given the same matcher.
    ///
    /// - Parameter readsFormats: false where no decoder may touch the content.
    package init(
        matcher: KeywordMatcher?, hashSets: [(version: ReferenceVersion, file: HashSetFile)] = [],
        extra: [any Analyzer] = [], readsFormats: Bool = true
    ) throws(WinnowError) {
        self.matcher = matcher
        search = matcher.map { TextSearch($0) }
        var all: [any Analyzer] = [DigestAnalyzer()]
        if !hashSets.isEmpty { all.append(HashAnalyzer(hashSets)) }
        if let matcher { all.append(try KeywordAnalyzer(matcher)) }
        if let encoded = try EncodedRuns(lists: matcher?.table.lists ?? []) { all.append(encoded) }
        all.append(ContentTypeAnalyzer())
        if readsFormats, let pictures = PictureAnalyzer(hashSets) { all.append(pictures) }
        analyzers = all + extra
    }

    /// Compiles the lists; throws `keyword-compile` when Vectorscan refuses one.
    package convenience init(
        lists: [KeywordList], hashSets: [(version: ReferenceVersion, file: HashSetFile)] = [],
        extra: [any Analyzer] = []
    ) throws(WinnowError) {
        let matcher = lists.isEmpty ? nil : try KeywordMatcher(lists: lists)
        try self.init(matcher: matcher, hashSets: hashSets, extra: extra)
    }

    /// For space that is no file's, and for what is read again: only what is found at a place in it, not what the whole is.
    ///
    /// - Parameters:
    ///   - knownGood: sets by which lists leave files out.
    ///   - opensContainers: tells which contents hold others.
    package init(
        contentMatcher: KeywordMatcher, knownGood: [(version: ReferenceVersion, file: HashSetFile)] = [],
        opensContainers: Bool = false
    ) throws(WinnowError) {
        matcher = contentMatcher
        search = nil
        var all: [any Analyzer] = [try KeywordAnalyzer(contentMatcher, paths: false)]
        if let encoded = try EncodedRuns(lists: contentMatcher.table.lists) { all.append(encoded) }
        let isAsked = contentMatcher.skipsKnownGood && !knownGood.isEmpty
        let first: [any Analyzer] = isAsked ? [DigestAnalyzer(), HashAnalyzer(knownGood)] : []
        analyzers = first + all + (opensContainers ? [ContentTypeAnalyzer()] : [])
    }

    /// For text in pictures, and nothing else.
    ///
    /// - Parameter knownGood: sets by which pictures are left out.
    package init(
        recogniser: TextRecogniser, matcher: KeywordMatcher?,
        knownGood: [(version: ReferenceVersion, file: HashSetFile)]
    ) {
        self.matcher = matcher
        search = matcher.map { TextSearch($0) }
        let lookup: [any Analyzer] = knownGood.isEmpty ? [] : [HashAnalyzer(knownGood)]
        analyzers = [DigestAnalyzer()] + lookup + [ContentTypeAnalyzer(), RecognitionAnalyzer(recogniser)]
    }

    package func begin(_ item: ScanItem) {
        for analyzer in analyzers { analyzer.begin(item) }
    }

    package func consume(_ bytes: UnsafeRawBufferPointer, at offset: UInt64) {
        for analyzer in analyzers { analyzer.consume(bytes, at: offset) }
    }

    package func end(_ item: ScanItem, complete: Bool) -> ItemReport {
        var report = ItemReport()
        for analyzer in analyzers { analyzer.end(item, complete: complete, into: &report) }
        finish(&report, item)
        return report
    }

    /// One report for each item of the group, in order.
    package func analyze(_ group: ArenaGroup) -> [ItemReport] {
        var reports = [ItemReport](repeating: ItemReport(), count: group.count)
        for analyzer in analyzers { analyzer.analyze(group, into: &reports) }
        for index in reports.indices { finish(&reports[index], group.items[index]) }
        return reports
    }

    /// Bounds and searches the text that the analyzers have taken out.
    private func finish(_ report: inout ItemReport, _ item: ScanItem) {
        guard !report.texts.isEmpty else { return }
        var budget = TextBudget(TextBudget.eachFile)
        report.textLeftOut &+= budget.cut(&report.texts)
        guard let search else { return }
        let found = search.hits(in: report.texts, of: item.locator, knownGood: report.knownGood != nil)
        report.hits += found.hits
        if let note = found.note { report.notes.append(note) }
    }
}
