import Model

/// Tor's own files, in a Tor Browser or a daemon: `state` with its times of use, `torrc`, and what an onion service
/// keeps.
package enum TorReader: ArtefactReader {
    package static let limit = 4 << 20

    package static func recognises(head: UnsafeRawBufferPointer, path: ArtefactPath) -> Bool {
        switch path.name {
        case "state": head.starts(with: Array("# Tor state file".utf8))
        case "torrc", "torrc-defaults": true
        case "hostname": head.count >= 62 && head[56...].starts(with: Array(".onion".utf8))
        case "hs_ed25519_secret_key": head.starts(with: Array("== ed25519v1-secret:".utf8))
        default: false
        }
    }

    package static func read(_ bytes: UnsafeRawBufferPointer, into collector: inout HistoryCollector) {
        collector.source = "tor"
        let text = String(decoding: bytes, as: UTF8.self)
        switch ArtefactPath(collector.locator.ownPath).name {
        case "state": readState(text, into: &collector)
        case "hs_ed25519_secret_key":
            collector.add(
                Trace(
                    .service, "key", .configured, detail: "the secret key of an onion service: it was hosted from here")
            )
        case "hostname":
            for address in OnionAddress.all(in: text) where address.isVerified {
                collector.add(
                    Trace(.service, "hostname", .configured, detail: "host name of an onion service: \(address.host)"))
            }
        default: readSettings(text, into: &collector)
        }
    }

    /// Times of Tor's state file are UTC.
    private static func readState(_ text: String, into collector: inout HistoryCollector) {
        var written: HistoryTime?
        var version: Substring?
        var first: Int64?
        for line in text.split(whereSeparator: \.isNewline) {
            if line.hasPrefix("LastWritten ") {
                written = UTCDate.seconds(line.dropFirst(12)).map { HistoryTime($0, .unixSeconds) }
            } else if line.hasPrefix("TorVersion ") {
                version = line.dropFirst(11)
            } else if line.hasPrefix("Guard ") {
                for word in line.split(separator: " ") where word.hasPrefix("sampled_on=") {
                    // Guards carry a time moved back at random by up to days.
                    if let time = UTCDate.seconds(word.dropFirst(11)) { first = min(first ?? time, time) }
                }
            }
        }
        let since = first.map { UTCDate(seconds: $0).text }
        let note = HistoryRemark.note([
            "Tor last wrote its state", version.map { "version \($0)" },
            since.map { "first guard sampled \($0), a time that Tor moves back by chance" },
        ])
        collector.addProgram("tor", .used, text: "tor-state", time: written, note: note)
        if let first {
            _ = collector.add(
                .program, HistoryPage(program: "tor"), time: HistoryTime(first, .unixSeconds),
                note: "earliest sign of use: first guard sampled, a time that Tor moves back by chance")
        }
        let use = HistoryRemark.note([written?.iso.map { "last use \($0)" }, since.map { "first use near \($0)" }])
        collector.add(Trace(.program, "tor-state", .used, detail: use ?? "Tor's state file"))
    }

    private static func readSettings(_ text: String, into collector: inout HistoryCollector) {
        for raw in text.split(whereSeparator: \.isNewline) {
            let line = raw.drop { $0 == " " || $0 == "\t" }
            guard !line.hasPrefix("#") else { continue }
            let words = line.split(whereSeparator: { $0 == " " || $0 == "\t" })
            guard let key = words.first?.lowercased(), words.count > 1 else { continue }
            switch key {
            case "hiddenservicedir":
                collector.add(
                    Trace(.service, "torrc", .configured, detail: "torrc sets up an onion service: \(line.prefix(200))")
                )
            case "usebridges" where words[1] == "1", "bridge", "exitnodes":
                collector.add(Trace(.program, "tor-bridge", .configured, detail: "torrc: \(line.prefix(200))"))
            default: break
            }
        }
    }
}
