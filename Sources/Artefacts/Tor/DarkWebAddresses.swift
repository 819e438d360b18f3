import Model

/// Addresses of hidden networks among history entries, one trace for each kind and host.
package struct DarkWebAddresses {
    private static let gateways = [
        ".onion.ly", ".onion.to", ".onion.cab", ".onion.ws", ".onion.pet", ".onion.sh", ".onion.link", ".onion.city",
        ".onion.direct", ".onion.rip",
    ]
    private static let freenetKeys = ["USK@", "SSK@", "CHK@", "KSK@"]

    package private(set) var traces: [Trace] = []
    private var told: Set<String> = []
    /// More addresses of one history than this are not told one by one.
    private static let most = 10_000

    package init() {}

    package mutating func add(_ entries: [HistoryEntry]) {
        for entry in entries where entry.intent && entry.kind != .program {
            if let url = entry.url, Self.couldHold(url) { add(url, entry, HistoryRemark.isDoubtful(entry)) }
            if let term = entry.searchTerm, Self.couldHold(term) {
                add(term, entry, HistoryRemark.isDoubtfulSearch(entry))
            }
        }
    }

    private mutating func add(_ text: String, _ entry: HistoryEntry, _ doubt: Bool) {
        for address in OnionAddress.all(in: text) {
            add(address.isVerified ? "v3" : "v2", address.host, entry, doubt)
        }
        guard let host = SearchAddress(text)?.host else { return }
        if Self.gateways.contains(where: { host.hasSuffix($0) }) { add("gateway", host, entry, doubt) }
        if host.hasSuffix(".i2p") || text.utf8.firstRange(of: "127.0.0.1:7657".utf8) != nil {
            add("i2p", host, entry, doubt)
        }
        // Freenet's own proxy on this computer.
        if host == "127.0.0.1" || host == "localhost", Self.freenetKeys.contains(where: { text.contains($0) }) {
            add("freenet", String(text.prefix(120)), entry, doubt)
        }
    }

    private mutating func add(_ kind: String, _ name: String, _ entry: HistoryEntry, _ doubt: Bool) {
        // A doubtful source must not keep a verified one from being told.
        guard told.count < Self.most, told.insert("\(kind) \(name)\(doubt ? " ?" : "")").inserted else { return }
        let time = HistoryTime(entry.time, .unixMicroseconds).iso
        traces.append(
            Trace(
                .address, kind, .used,
                detail: [name, entry.kind.rawValue, time].compactMap { $0 }.joined(separator: ", "),
                isVerified: !doubt))
    }

    /// Most texts are ruled out by a look for three short words.
    private static func couldHold(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { bytes in
            let all = UnsafeRawBufferPointer(bytes)
            return all.firstOffset(of: Array(".onion".utf8)) != nil || all.firstOffset(of: Array(".i2p".utf8)) != nil
                || all.firstOffset(of: Array("127.0.0.1".utf8)) != nil
                || all.firstOffset(of: Array("localhost".utf8)) != nil
        }
    }
}
