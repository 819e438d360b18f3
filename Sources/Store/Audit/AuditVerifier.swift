import Model

/// Follows the chains of the audit entry by entry and says where they are not what they must be.
package struct AuditVerifier: Sendable {
    package struct Fault: Hashable, Sendable {
        package var chain: String
        /// The entry at which it shows; 0 for the chain as a whole.
        package var seq: Int64
        package var what: String
    }

    /// What was followed of a chain.
    package struct Chain: Hashable, Sendable {
        package var head: AuditHead
        package var faults: Int
    }

    package private(set) var chains: [Chain] = []
    package private(set) var faults: [Fault] = []

    /// By chain: what the database says is its head.
    private var heads: [String: AuditHead]
    /// By chain and number: what was exported earlier.
    private var exported: [String: [AuditHead]]
    private var current: AuditHead?
    private var currentFaults = 0

    /// - Parameters:
    ///   - heads: the heads that are kept beside the entries.
    ///   - exported: heads that were kept elsewhere, of any age.
    package init(heads: [AuditHead], exported: [AuditHead] = []) {
        self.heads = Dictionary(heads.map { ($0.chain, $0) }) { first, _ in first }
        self.exported = Dictionary(grouping: exported, by: \.chain)
    }

    /// Entries come by chain, and in a chain by their number.
    package mutating func add(_ entry: AuditEntry) {
        if current?.chain != entry.chain { begin(entry.chain) }
        guard let before = current else { return }
        if entry.seq != before.seq + 1 {
            report(entry.seq, "after entry \(before.seq) comes entry \(entry.seq): entries are missing or were moved")
        }
        if entry.previous != before.hash { report(entry.seq, "does not follow the entry before it") }
        if AuditEntry.hash(of: entry.text, after: entry.previous) != entry.hash {
            report(entry.seq, "altered: its hash is not the hash of its text")
        }
        for head in exported[entry.chain] ?? [] where head.seq == entry.seq && head.hash != entry.hash {
            report(entry.seq, "not the entry of the exported head: the chain was written anew")
        }
        current = AuditHead(chain: entry.chain, seq: entry.seq, hash: entry.hash)
    }

    /// After the last entry.
    package mutating func finish() {
        end()
        for (chain, head) in heads.sorted(by: { $0.key < $1.key }) where head.seq > 0 {
            faults.append(Fault(chain: chain, seq: 0, what: "has a head and no entries"))
        }
        for chain in exported.keys.sorted() {
            faults.append(Fault(chain: chain, seq: 0, what: "is gone; an exported head names it"))
        }
    }

    private mutating func begin(_ chain: String) {
        end()
        current = AuditHead(chain: chain, seq: 0, hash: AuditEntry.genesis(of: chain))
        currentFaults = 0
    }

    private mutating func end() {
        guard let last = current else { return }
        if let head = heads.removeValue(forKey: last.chain) {
            if head != last {
                report(last.seq, "the head is \(head), not this last entry: entries are missing at the end")
            }
        } else {
            report(last.seq, "has no head")
        }
        for head in exported.removeValue(forKey: last.chain) ?? [] where head.seq > last.seq {
            report(last.seq, "ends before entry \(head.seq) of an exported head")
        }
        chains.append(Chain(head: last, faults: currentFaults))
        current = nil
    }

    private mutating func report(_ seq: Int64, _ what: String) {
        guard let current else { return }
        currentFaults += 1
        faults.append(Fault(chain: current.chain, seq: seq, what: what))
    }
}
