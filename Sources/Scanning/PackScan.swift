import Analysis
import Model
import Packs

/// Searches packs with reference data that their images were not scanned with. No image is opened.
struct PackScan {
    let search: RecordSearch
    let send: (ScannerReply, [UInt8]?) throws -> Void
    private var ledger = RescanLedger()
    private var progress = Progress()
    private var hits: [Hit] = []

    init(search: RecordSearch, send: @escaping (ScannerReply, [UInt8]?) throws -> Void) {
        self.search = search
        self.send = send
    }

    /// - Returns: files searched and bytes of packs before compression.
    mutating func run(_ packs: [[UInt8]]) throws -> Progress {
        for sealed in packs {
            let pack = try Pack(sealed: sealed)
            let isText = pack.holds == .pictures
            hits = search.hits(of: pack.files, textsOnly: isText)
            for file in pack.files { search.account(of: file, textsOnly: isText, to: &ledger) }
            if !isText { progress.files += UInt64(pack.files.count) }
            try sendHits()
            progress.bytes &+= Pack.bodySize(ofSealed: sealed)
            try send(.progress(progress), nil)
        }
        try send(.rescanned(ledger.rows), nil)
        return progress
    }

    private mutating func sendHits() throws {
        while !hits.isEmpty {
            let piece = Array(hits.prefix(ShardScan.batch))
            hits.removeFirst(piece.count)
            try send(.hits(piece), nil)
        }
    }
}
