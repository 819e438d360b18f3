import Model

/// Project VIC's VICS JSON, 1.2 to 2.0, media lists and case exports; also plain arrays of media.
enum VICSParser {
    static func read(
        _ bytes: UnsafeRawBufferPointer, file: String, into builder: inout HashSetBuilder
    ) throws(WinnowError) {
        var reader = JSONReader(bytes)
        do throws(JSONReader.Failure) {
            var found = 0
            if reader.upcoming == UInt8(ascii: "[") {
                try readList(&reader, file, &builder, &found)
            } else {
                try readRoot(&reader, file, &builder, &found)
            }
            try reader.expectEnd()
            guard found > 0 else { throw reader.failure("no media in this VICS file") }
        } catch {
            throw HashSetImport.invalid(file, line: reader.line(at: error.offset), error.what)
        }
    }

    private static func readRoot(
        _ reader: inout JSONReader, _ file: String, _ builder: inout HashSetBuilder, _ found: inout Int
    ) throws(JSONReader.Failure) {
        try reader.beginObject()
        while let key = try reader.nextKey() {
            switch key {
            case "odata.metadata", "@odata.context":
                let model = try reader.string() ?? ""
                guard model.contains("ProjectVic/DataModels/") else {
                    throw reader.failure("not a VICS data model: \(Escaping.line(String(model.prefix(100))))")
                }
            case "value", "Media": try readList(&reader, file, &builder, &found)
            default: try reader.skipValue()
            }
        }
    }

    private static func readList(
        _ reader: inout JSONReader, _ file: String, _ builder: inout HashSetBuilder, _ found: inout Int
    ) throws(JSONReader.Failure) {
        try reader.beginArray()
        while try reader.nextElement() {
            var media = VICSMedia()
            try reader.beginObject()
            while let key = try reader.nextKey() {
                if key == "Media", reader.upcoming == UInt8(ascii: "[") {
                    media.isCase = true
                    try readList(&reader, file, &builder, &found)
                } else {
                    try media.read(key, &reader, &builder)
                }
            }
            if media.isCase { continue }
            guard !media.digests.isEmpty else { throw reader.failure("a media entry without MD5, SHA1 or SHA256") }
            found += 1
            for (kind, digest) in media.digests { builder.add(digest, kind, category: media.category) }
        }
    }
}

/// One media entry while it is read.
struct VICSMedia {
    var isCase = false
    var digests: [(DigestKind, [UInt8])] = []
    var category: String?

    mutating func read(
        _ key: String, _ reader: inout JSONReader, _ builder: inout HashSetBuilder
    ) throws(JSONReader.Failure) {
        switch key {
        case "MD5": try add(.md5, reader.scalar(), reader)
        case "SHA1": try add(.sha1, reader.scalar(), reader)
        case "SHA256": try add(.sha256, reader.scalar(), reader)
        case "Category": category = try reader.scalar()
        case "PhotoDNA":
            if let value = try reader.scalar(), !value.isEmpty { builder.statistics.photoDNANotMatched += 1 }
        case "AlternativeHashes" where reader.upcoming == UInt8(ascii: "["): try readAlternatives(&reader, &builder)
        case "CaseID", "CaseNumber":
            isCase = true
            try reader.skipValue()
        default: try reader.skipValue()
        }
    }

    private mutating func readAlternatives(
        _ reader: inout JSONReader, _ builder: inout HashSetBuilder
    ) throws(JSONReader.Failure) {
        try reader.beginArray()
        while try reader.nextElement() {
            var name = ""
            var value: String?
            try reader.beginObject()
            while let key = try reader.nextKey() {
                switch key {
                case "HashName": name = try reader.scalar() ?? ""
                case "HashValue": value = try reader.scalar()
                default: try reader.skipValue()
                }
            }
            switch name.lowercased().filter({ $0.isLetter || $0.isNumber }) {
            case "sha256": try add(.sha256, value, reader)
            case "sha1": try add(.sha1, value, reader)
            case "md5": try add(.md5, value, reader)
            case "photodna": builder.statistics.photoDNANotMatched += 1
            default: builder.statistics.refused += 1
            }
        }
    }

    private mutating func add(
        _ kind: DigestKind, _ value: String?, _ reader: JSONReader
    ) throws(JSONReader.Failure) {
        guard let value, !value.isEmpty else { return }
        guard value.utf8.count == kind.length * 2, let digest = HexDigits.bytes(value.utf8) else {
            throw reader.failure("not a \(kind.name) digest: \(Escaping.line(String(value.prefix(80))))")
        }
        digests.append((kind, digest))
    }
}
