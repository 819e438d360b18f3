import Model

/// NSRL's delta sets: a script of INSERT, DELETE and UPDATE statements over the tables of the set before.
///
/// A row is a file in a package. What is inserted is added; a digest whose row is deleted is taken out unless the same
/// script adds it again. Other rows of the base may have had it too, which a script cannot tell: the set then knows less.
struct NSRLDelta: ~Copyable {
    private static let digests: [String: EntryKind] = ["sha256": .sha256, "sha1": .sha1, "md5": .md5]
    /// The order of a row's columns where an INSERT does not name them, as in NIST's schema.
    private static let order = ["sha256", "sha1", "md5"]

    private var tokens: SQLTokens
    private let collector: DigestCollector

    static func read(_ source: consuming SourceFile, into collector: DigestCollector) throws(WinnowError) {
        var delta = NSRLDelta(tokens: SQLTokens(source), collector: collector)
        try delta.read()
    }

    private init(tokens: consuming SQLTokens, collector: DigestCollector) {
        self.tokens = tokens
        self.collector = collector
    }

    private mutating func read() throws(WinnowError) {
        while let token = try tokens.next() {
            switch token.keyword {
            case "INSERT", "REPLACE": try readInsert()
            case "DELETE": try readChange(isUpdate: false)
            case "UPDATE": try readChange(isUpdate: true)
            default: if token != .symbol(";") { try skipStatement() }
            }
        }
    }

    /// `INSERT [OR x] INTO table [(columns)] VALUES (...), (...);`
    private mutating func readInsert() throws(WinnowError) {
        var columns: [String]?
        var table: String?
        while let token = try tokens.next(), token.keyword != "VALUES" {
            if token == .symbol("(") { columns = try readNames() } else if let name = token.name { table = name }
            // INSERT ... SELECT, or nothing of ours.
            if token.keyword == "SELECT" || token == .symbol(";") {
                if token != .symbol(";") { try skipStatement() }
                return
            }
        }
        let names = columns ?? (table == "file" ? Self.order : [])
        let places = names.enumerated().filter { Self.digests[$0.element] != nil }
        guard !places.isEmpty else { return try skipStatement() }
        while let token = try tokens.next(), token != .symbol(";") {
            guard token == .symbol("(") else { continue }
            var place = 0
            while let value = try tokens.next(), value != .symbol(")") {
                if value == .symbol(",") {
                    place += 1
                } else if place < names.count, let kind = Self.digests[names[place]], case .string(let hex) = value {
                    try add(hex, kind, .add)
                }
            }
        }
    }

    private mutating func readNames() throws(WinnowError) -> [String] {
        var names: [String] = []
        while let token = try tokens.next(), token != .symbol(")") {
            if let name = token.name { names.append(name) }
        }
        return names
    }

    /// `DELETE FROM t WHERE md5='...' AND ...;`, `UPDATE t SET md5='...' WHERE md5='...';`
    private mutating func readChange(isUpdate: Bool) throws(WinnowError) {
        var isCondition = !isUpdate
        var column: String?
        var old: [EntryKind: [UInt8]] = [:]
        var new: [EntryKind: [UInt8]] = [:]
        while let token = try tokens.next(), token != .symbol(";") {
            if token.keyword == "WHERE" { isCondition = true }
            if case .string(let hex) = token, let name = column, let kind = Self.digests[name] {
                if isCondition { old[kind] = hex } else { new[kind] = hex }
            }
            if let name = token.name { column = name }
        }
        if isUpdate {
            // One that leaves the digests alone changes nothing here.
            for kind in new.keys where old[kind] == nil { return refuse() }
            old = old.filter { new[$0.key] != nil }
        } else if old.isEmpty {
            return refuse()
        }
        for kind in EntryKind.allCases {
            if let hex = old[kind] { try add(hex, kind, .replace) }
            if let hex = new[kind] { try add(hex, kind, .add) }
        }
    }

    private func refuse() {
        collector.statistics.refused += 1
        collector.warn("rows are changed or deleted by numbers alone, which cannot be followed: import the full set")
    }

    private func add(_ hex: [UInt8], _ kind: EntryKind, _ change: DigestCollector.Change) throws(WinnowError) {
        guard !hex.isEmpty else { return }
        guard try collector.add(hex: hex, kind, change: change) else {
            throw tokens.failure("not a \(kind.name) digest")
        }
    }

    private mutating func skipStatement() throws(WinnowError) {
        while let token = try tokens.next(), token != .symbol(";") {}
    }
}

/// The words of an SQL script, one after the other.
struct SQLTokens: ~Copyable {
    enum Token: Equatable {
        case word(String)
        case quoted(String)
        case string([UInt8])
        case symbol(Character)

        /// Upper case; nil for what is not a bare word.
        var keyword: String? {
            if case .word(let word) = self { word.uppercased() } else { nil }
        }

        /// A column's or table's name, lower case.
        var name: String? {
            switch self {
            case .word(let word), .quoted(let word): word.lowercased()
            default: nil
            }
        }
    }

    private static let longest = 64 << 10
    private var source: SourceFile

    init(_ source: consuming SourceFile) { self.source = source }

    func failure(_ what: String) -> WinnowError { source.invalid(what) }

    mutating func next() throws(WinnowError) -> Token? {
        while let byte = try source.peek() {
            switch byte {
            case 0x20, 0x09, 0x0A, 0x0D: source.advance()
            case UInt8(ascii: "'"): return .string(try delimited(byte))
            case UInt8(ascii: "\""), UInt8(ascii: "`"):
                return .quoted(String(decoding: try delimited(byte), as: UTF8.self))
            case UInt8(ascii: "-"):
                source.advance()
                guard try source.peek() == byte else { return .symbol("-") }
                while let passed = try source.peek(), passed != 0x0A { source.advance() }
            case _ where Self.isWord(byte):
                var word: [UInt8] = []
                while let part = try source.peek(), Self.isWord(part) {
                    source.advance()
                    if word.count < Self.longest { word.append(part) }
                }
                return .word(String(decoding: word, as: UTF8.self))
            default:
                source.advance()
                return .symbol(Character(UnicodeScalar(byte)))
            }
        }
        return nil
    }

    /// A quoted text; its quote doubled stands for itself.
    private mutating func delimited(_ quote: UInt8) throws(WinnowError) -> [UInt8] {
        source.advance()
        var text: [UInt8] = []
        while let byte = try source.peek() {
            source.advance()
            if byte == quote {
                guard try source.peek() == quote else { return text }
                source.advance()
            }
            if text.count < Self.longest { text.append(byte) }
        }
        throw source.invalid("the file ends inside a quoted text")
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
            || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".") || byte >= 0x80
    }
}
