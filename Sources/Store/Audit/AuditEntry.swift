import Digests
import Model

/// One entry of a chain of the audit, as it was hashed.
package struct AuditEntry: Hashable, Sendable {
    /// `system`, `batch:ID` (what changed a batch) or `reading:ID` (who read its findings).
    package var chain: String
    /// From 1, without gaps.
    package var seq: Int64
    /// JSON, kept as the text that was hashed.
    package var text: String
    /// The hash of the entry before, or the chain's genesis.
    package var previous: [UInt8]
    /// SHA-256 over `previous` and the UTF-8 bytes of `text`.
    package var hash: [UInt8]

    package init(chain: String, seq: Int64, text: String, previous: [UInt8], hash: [UInt8]) {
        self.chain = chain
        self.seq = seq
        self.text = text
        self.previous = previous
        self.hash = hash
    }

    /// What the first entry of a chain follows.
    package static func genesis(of chain: String) -> [UInt8] { RunningDigest.of("winnow-audit-1:" + chain) }

    package static func hash(of text: String, after previous: [UInt8]) -> [UInt8] {
        RunningDigest.of(previous + Array(text.utf8))
    }
}

/// How far a chain goes: whoever holds it elsewhere can prove later that nothing before it was changed.
package struct AuditHead: Hashable, Sendable, CustomStringConvertible {
    package var chain: String
    package var seq: Int64
    package var hash: [UInt8]

    package init(chain: String, seq: Int64, hash: [UInt8]) {
        self.chain = chain
        self.seq = seq
        self.hash = hash
    }

    /// `CHAIN:SEQ:SHA256`, as reports print it and as it is signed.
    package var description: String { "\(chain):\(seq):\(Hex.string(hash))" }

    /// - Throws: `audit-head` for anything but the form that `description` has.
    package init(_ text: String) throws(WinnowError) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count >= 3, let seq = Int64(parts[parts.count - 2]), seq >= 0,
            let hash = Hex.bytes(String(parts[parts.count - 1])), hash.count == 32
        else {
            throw WinnowError(
                "audit-head", "not a head of the audit: \(Escaping.line(String(text.prefix(120))))",
                remedy: "give CHAIN:SEQ:SHA256 as `winnow audit head` prints it")
        }
        self.init(chain: parts.dropLast(2).joined(separator: ":"), seq: seq, hash: hash)
    }
}
