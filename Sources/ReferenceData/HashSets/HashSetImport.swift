import Model

/// Reads the files of a hash set and compiles them to one `.wset`, in bounded memory whatever their size.
package struct HashSetImport: Sendable {
    package struct Options: Sendable {
        /// Whose categories the files use; nil for what a file says itself.
        package var profile: CategoryProfile?
        /// Kinds of digest to keep; PDQ values are kept anyway.
        package var digests: Set<DigestKind> = Set(DigestKind.allCases)
        /// The set that the files change; nil for none.
        package var base: HashSetFile?
        /// Files whose digests are taken out.
        package var removing: [String] = []
        /// Plain values of 64 digits are PDQ, not SHA-256.
        package var longDigitsArePDQ = false
        /// Bits in which a picture's PDQ value may differ, at most 31.
        package var pdqDistance = 31
        /// A folder with room for some three times the compiled set; nil for the system's.
        package var scratch: String?
        /// Bytes sorted at a time for each kind of digest.
        package var runBytes = DigestSorter.runBytes

        package init() {}
    }

    package var statistics: ImportStatistics
    /// SHA-256 of the compiled set, hexadecimal: the version's name.
    package var digest: String
    /// Bytes of the compiled set.
    package var size: Int
    /// The profile that named the categories.
    package var profile: String?
    /// Things that the person importing should know, one line each; not escaped.
    package var warnings: [String]

    /// Reads VICS and CAID JSON, NSRL RDSv3 and its deltas, `.kdb`, digest lists (md5sum, BSD, bare), hashdeep and CSV; each
    /// file's format is told from its first bytes. Writes the compiled set to `output`, which must not exist.
    ///
    /// The meaning of the set is the caller's to say. Throws `hash-set-invalid` with `file:line: what`, `file-unreadable`
    /// or `scratch-failed`; nothing is left at `output` then that could be taken for a set.
    package static func compile(
        _ files: [String], to output: String, _ options: Options = Options()
    ) throws(WinnowError) -> HashSetImport {
        let scratch = try ScratchFolder(in: options.scratch)
        let collector = DigestCollector(
            scratch: scratch, kept: Set(options.digests.map(\.entry)).union([.pdq]),
            longDigits: options.longDigitsArePDQ ? .pdq : .sha256, runBytes: options.runBytes)
        if let base = options.base { try collect(base, into: collector) }
        collector.begin(.add)
        for file in files { try read(file, into: collector) }
        collector.begin(.remove)
        for file in options.removing { try read(file, into: collector) }
        try collector.finishSorting()
        let profile = options.profile ?? collector.statedProfile
        warn(collector, profile: profile, options)
        var writer = HashSetWriter(
            collector, scratch: scratch, profile: profile,
            pdqDistance: min(max(0, options.pdqDistance), PDQIndex.greatestDistance))
        let (digest, size) = try writer.write(to: output)
        var statistics = writer.statistics
        guard statistics.entries + statistics.pdq > 0 else {
            throw invalid((files + options.removing).first ?? output, "no digests in this file")
        }
        if let profile { statistics.unknownCategories = collector.categories.unknown(to: profile) }
        return HashSetImport(
            statistics: statistics, digest: digest, size: size, profile: profile?.name, warnings: collector.warnings)
    }

    private static func collect(_ base: HashSetFile, into collector: DigestCollector) throws(WinnowError) {
        var numbers: [UInt16] = [0]
        for category in base.categories {
            numbers.append(collector.categories.number(of: Array(category.code.utf8), label: category.label) ?? 0)
        }
        for kind in EntryKind.allCases {
            try base.forEach(kind) { digest, mark throws(WinnowError) in
                try collector.addBase(digest, kind, category: mark < numbers.count ? numbers[mark] : 0)
            }
        }
    }

    private static func read(_ path: String, into collector: DigestCollector) throws(WinnowError) {
        var source = try SourceFile(path: path, name: path)
        let head = try source.head(64)
        if head.starts(with: NSRLDatabase.magic) {
            return try NSRLDatabase.read(path: path, name: path, into: collector)
        }
        if let packed = packing(head) { throw invalid(path, "\(packed): unpack it first") }
        if head.starts(with: [0xFF, 0xFE]) || head.starts(with: [0xFE, 0xFF]) {
            throw invalid(path, "UTF-16 text: save it as UTF-8 first")
        }
        try source.skipMark()
        switch try firstWord(&source) {
        case .json: try VICSParser.read(source, into: collector)
        case .sql: try NSRLDelta.read(source, into: collector)
        case .lines: try DigestListParser.read(&source, into: collector)
        }
    }

    private enum TextKind { case json, sql, lines }

    private static func firstWord(_ source: inout SourceFile) throws(WinnowError) -> TextKind {
        let text = try source.head(4_096).drop { $0 <= 0x20 }
        if text.first == UInt8(ascii: "{") || text.first == UInt8(ascii: "[") { return .json }
        let word = String(decoding: text.prefix(12), as: UTF8.self).uppercased()
        let statements = ["BEGIN", "INSERT ", "DELETE ", "UPDATE ", "PRAGMA ", "REPLACE ", "CREATE ", "DROP ", "--"]
        return statements.contains { word.hasPrefix($0) } ? .sql : .lines
    }

    private static func packing(_ head: [UInt8]) -> String? {
        let kinds: [(start: [UInt8], name: String)] = [
            ([0x50, 0x4B, 0x03, 0x04], "a zip archive"), ([0x1F, 0x8B], "a gzip file"),
            ([0x37, 0x7A, 0xBC, 0xAF], "a 7z archive"), ([0x28, 0xB5, 0x2F, 0xFD], "a zstd file"),
            ([0xFD, 0x37, 0x7A, 0x58], "an xz file"),
        ]
        return kinds.first { head.starts(with: $0.start) }?.name
    }

    private static func warn(_ collector: DigestCollector, profile: CategoryProfile?, _ options: Options) {
        if let profile {
            for (code, count) in collector.categories.unknown(to: profile).sorted(by: { $0.key < $1.key }) {
                collector.warn("category \(code) of \(count) entries is not in profile \(profile.name); they are kept")
            }
            if profile.categories.contains(where: { !$0.isVerified }), !collector.categories.entries.isEmpty {
                collector.warn(
                    "the names of profile \(profile.name) were not read in its own text: compare them with your release"
                )
            }
        } else if !collector.categories.entries.isEmpty {
            collector.warn(
                "the files do not say whose categories they use: they are shown as bare codes; see --profile")
        }
        guard let base = options.base, !options.removing.isEmpty else { return }
        for kind in base.algorithms where collector.removals[kind.entry.rawValue] == 0 {
            collector.warn(
                "the set also has \(kind.name) digests and the removed ones are not among them: the same files may still match"
            )
        }
    }

    static func invalid(_ file: String, line: Int? = nil, _ what: String) -> WinnowError {
        WinnowError(
            "hash-set-invalid", file + ":" + (line.map { "\($0):" } ?? "") + " " + what,
            remedy: "correct the file and import it again; nothing was imported")
    }
}
