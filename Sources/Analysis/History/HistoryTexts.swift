import Artefacts
import Model

/// The addresses, titles and search terms of one database's entries, each distinct text once with its count.
struct HistoryTexts {
    /// One distinct text of one field: where its bytes lie, and what its entries say.
    private struct Place {
        let offset: Int
        var first: Int64?
        var last: Int64?
        let length: UInt32
        var count: UInt32
        let field: UInt8

        var range: Range<Int> { offset..<offset + Int(length) }
    }

    /// In the order of their first entry. A long history has a million of them: as texts of their own they would take
    /// several times the memory, beside the file that they are read from.
    private var places: [Place] = []
    private var bytes: [UInt8] = []
    private var fields: [String] = []
    /// Numbers of places by the hash of field and text; the next free number where two share one.
    private var known: [UInt64: UInt32] = [:]
    /// Behind a field's name where what was verified against nothing read it: rules must tell it apart.
    private static let unverified = "-unverified"
    /// The same where it was done on another device.
    private static let synced = "-synced"

    mutating func add(_ entries: [HistoryEntry]) {
        for entry in entries where !Self.isSubframe(entry) {
            // A search's address is its visit's, counted there. A program's path is not what a person read: rules tell
            // the two apart.
            if entry.kind != .search {
                let doubt = Self.remark(entry, isDoubtful: HistoryRemark.isDoubtful(entry))
                add((entry.kind == .program ? "program" : "title") + doubt, entry.title, entry.time)
                add("url" + doubt, entry.url.map { SearchText.readable($0) }, entry.time)
            }
            let doubt = Self.remark(entry, isDoubtful: HistoryRemark.isDoubtfulSearch(entry))
            add("search-term" + doubt, entry.searchTerm, entry.time)
        }
    }

    private static func remark(_ entry: HistoryEntry, isDoubtful: Bool) -> String {
        isDoubtful ? unverified : HistoryRemark.isSynced(entry) ? synced : ""
    }

    private mutating func add(_ name: String, _ text: String?, _ time: Int64?) {
        guard var text, !text.isEmpty else { return }
        let field = number(of: name)
        let index = text.withUTF8 { self.index(of: $0, field) }
        places[index].count &+= 1
        guard let time else { return }
        places[index].first = min(places[index].first ?? time, time)
        places[index].last = max(places[index].last ?? time, time)
    }

    private mutating func number(of name: String) -> UInt8 {
        if let index = fields.firstIndex(of: name) { return UInt8(index) }
        // Four fields, each plain, unverified or synced.
        fields.append(name)
        return UInt8(fields.count - 1)
    }

    private mutating func index(of text: UnsafeBufferPointer<UInt8>, _ field: UInt8) -> Int {
        var hasher = Hasher()
        hasher.combine(field)
        hasher.combine(bytes: UnsafeRawBufferPointer(text))
        var key = UInt64(truncatingIfNeeded: hasher.finalize())
        while let index = known[key].map(Int.init) {
            let place = places[index]
            if place.field == field, bytes[place.range].elementsEqual(text) { return index }
            key &+= 1
        }
        known[key] = UInt32(places.count)
        places.append(
            Place(
                offset: bytes.count, first: nil, last: nil, length: UInt32(text.count), count: 0, field: field))
        bytes.append(contentsOf: text)
        return places.count - 1
    }

    /// The texts, which are left empty behind.
    mutating func take() -> [ExtractedText] {
        known = [:]
        let texts = places.map { place in
            ExtractedText(
                kind: .history, field: fields[Int(place.field)],
                text: String(decoding: bytes[place.range], as: UTF8.self), count: Int(place.count),
                firstTime: place.first, lastTime: place.last)
        }
        places = []
        bytes = []
        return texts
    }

    /// What an advertisement loaded must never speak against a person; the entry itself is kept.
    private static func isSubframe(_ entry: HistoryEntry) -> Bool {
        !entry.intent && entry.note?.contains(HistoryRemark.subframe) == true
    }
}
