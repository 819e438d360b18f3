import Model

/// Project VIC's VICS JSON, 1.2 to 2.0, media lists and case exports, which CAID's files follow; also plain arrays of media.
struct VICSParser: ~Copyable {
    private var reader: JSONReader
    private let file: String
    private let collector: DigestCollector
    private var found = 0

    private init(_ source: consuming SourceFile, into collector: DigestCollector) {
        file = source.name
        reader = JSONReader(source)
        self.collector = collector
    }

    static func read(_ source: consuming SourceFile, into collector: DigestCollector) throws(WinnowError) {
        var parser = VICSParser(source, into: collector)
        try parser.read()
    }

    private mutating func read() throws(WinnowError) {
        if try reader.upcoming() == UInt8(ascii: "[") {
            try readList()
        } else {
            try reader.beginObject()
            while let key = try reader.nextKey() {
                switch key {
                case "odata.metadata", "@odata.context": try readModel()
                case "value", "Media": try readList()
                default: try reader.skipValue()
                }
            }
        }
        try reader.expectEnd()
        guard found > 0 else { throw reader.failure("no media in this VICS file") }
    }

    /// `.../ProjectVic/DataModels/2.0.xml/US/$metadata#Media` names whose categories the file has; 1.x does not.
    private mutating func readModel() throws(WinnowError) {
        let model = try reader.scalarText() ?? ""
        guard let range = model.firstRange(of: "ProjectVic/DataModels/"),
            let end = model[range.upperBound...].firstRange(of: ".xml")
        else { throw reader.failure("not a VICS data model: \(Escaping.line(String(model.prefix(100))))") }
        let rest = model[end.upperBound...]
        guard rest.hasPrefix("/"), let country = rest.dropFirst().split(separator: "/").first, !country.hasPrefix("$")
        else { return }
        collector.statedProfile = CategoryProfile.ofModel(country: String(country))
        if collector.statedProfile == nil {
            collector.warn(
                "\(file) uses the categories of \(Escaping.line(String(country.prefix(40)))), for which there is no profile"
            )
        }
    }

    private mutating func readList() throws(WinnowError) {
        try reader.beginArray()
        while try reader.nextElement() {
            var media = VICSMedia()
            try reader.beginObject()
            while let key = try reader.nextKey() {
                if key == "Media", try reader.upcoming() == UInt8(ascii: "[") {
                    media.isCase = true
                    try readList()
                } else {
                    try media.read(key, &reader, collector)
                }
            }
            if media.isCase { continue }
            try media.give(to: collector, reader)
            found += 1
        }
    }
}

/// One media entry while it is read.
struct VICSMedia {
    var isCase = false
    private var values: [(kind: EntryKind, hex: [UInt8])] = []
    private var category: [UInt8]?
    private var hasPhotoDNA = false

    init() {}

    mutating func read(
        _ key: String, _ reader: inout JSONReader, _ collector: DigestCollector
    ) throws(WinnowError) {
        switch key {
        case "MD5": try add(.md5, reader.scalar(), reader)
        case "SHA1": try add(.sha1, reader.scalar(), reader)
        case "SHA256": try add(.sha256, reader.scalar(), reader)
        case "PDQ": try add(.pdq, reader.scalar(), reader)
        case "Category": category = try reader.scalar()
        case "PhotoDNA":
            if let value = try reader.scalar(), !value.isEmpty { collector.statistics.photoDNANotMatched += 1 }
        case "AlternativeHashes":
            guard try reader.upcoming() == UInt8(ascii: "[") else { return try reader.skipValue() }
            try readAlternatives(&reader, collector)
        case "CaseID", "CaseNumber":
            isCase = true
            try reader.skipValue()
        default: try reader.skipValue()
        }
    }

    private mutating func readAlternatives(
        _ reader: inout JSONReader, _ collector: DigestCollector
    ) throws(WinnowError) {
        try reader.beginArray()
        while try reader.nextElement() {
            var name = ""
            var value: [UInt8]?
            try reader.beginObject()
            while let key = try reader.nextKey() {
                switch key {
                case "HashName": name = try reader.scalarText() ?? ""
                case "HashValue": value = try reader.scalar()
                default: try reader.skipValue()
                }
            }
            if let kind = EntryKind(named: name) {
                try add(kind, value, reader)
            } else if name.lowercased().filter(\.isLetter) == "photodna" {
                collector.statistics.photoDNANotMatched += 1
            } else {
                collector.statistics.refused += 1
            }
        }
    }

    private mutating func add(
        _ kind: EntryKind, _ value: [UInt8]?, _ reader: borrowing JSONReader
    ) throws(WinnowError) {
        guard let value, !value.isEmpty else { return }
        guard value.count == kind.length * 2 else { throw Self.bad(kind, value, reader) }
        values.append((kind, value))
    }

    func give(to collector: DigestCollector, _ reader: borrowing JSONReader) throws(WinnowError) {
        guard !values.isEmpty else { throw reader.failure("a media entry without MD5, SHA1 or SHA256") }
        guard let number = collector.categories.number(of: category) else {
            throw reader.failure("more than \(CategoryBook.most) categories, or one of more than 200 bytes")
        }
        for (kind, hex) in values {
            guard try collector.add(hex: hex, kind, category: number) else { throw Self.bad(kind, hex, reader) }
        }
    }

    private static func bad(_ kind: EntryKind, _ value: [UInt8], _ reader: borrowing JSONReader) -> WinnowError {
        reader.failure(
            "not a \(kind.name) digest: \(Escaping.line(String(decoding: value.prefix(80), as: UTF8.self)))")
    }
}
