/// The kinds of digest that name a content.
package enum DigestKind: Int, CaseIterable, Sendable {
    case md5, sha1, sha256

    package var name: String { entry.name }

    /// Bytes.
    package var length: Int { entry.length }

    var entry: EntryKind {
        switch self {
        case .md5: .md5
        case .sha1: .sha1
        case .sha256: .sha256
        }
    }
}

/// What a hash set can hold, in the order of the sections of a `.wset`: the digests, and PDQ values, which only resemble.
package enum EntryKind: Int, CaseIterable, Sendable {
    case md5, sha1, sha256, pdq

    package var name: String {
        switch self {
        case .md5: "md5"
        case .sha1: "sha1"
        case .sha256: "sha256"
        case .pdq: "pdq"
        }
    }

    /// Bytes.
    package var length: Int {
        switch self {
        case .md5: 16
        case .sha1: 20
        case .sha256, .pdq: 32
        }
    }

    /// 64 digits alone say SHA-256 unless somebody says otherwise.
    init?(hexDigits: Int) {
        switch hexDigits {
        case 32: self = .md5
        case 40: self = .sha1
        case 64: self = .sha256
        default: return nil
        }
    }

    /// By the names that lists use: `MD5`, `SHA-1`, `HASH_SHA256`, `pdq_hash`, ...
    init?(named text: some StringProtocol) {
        let word = text.lowercased().filter { $0.isLetter || $0.isNumber }
        switch word {
        case "md5", "hashmd5", "md5hash", "v3hash", "v4hash", "videomd5", "hashvideomd5": self = .md5
        case "sha1", "hashsha1", "sha1hash": self = .sha1
        case "sha256", "hashsha256", "sha256hash": self = .sha256
        case "pdq", "hashpdq", "pdqhash": self = .pdq
        default: return nil
        }
    }
}
