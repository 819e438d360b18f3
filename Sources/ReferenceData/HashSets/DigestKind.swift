/// The kinds of digest a hash set can have, in the order of their sections in a `.wset`.
package enum DigestKind: Int, CaseIterable, Sendable {
    case md5, sha1, sha256

    package var name: String {
        switch self {
        case .md5: "md5"
        case .sha1: "sha1"
        case .sha256: "sha256"
        }
    }

    /// Bytes.
    package var length: Int {
        switch self {
        case .md5: 16
        case .sha1: 20
        case .sha256: 32
        }
    }

    package init?(hexDigits: Int) {
        switch hexDigits {
        case 32: self = .md5
        case 40: self = .sha1
        case 64: self = .sha256
        default: return nil
        }
    }
}
