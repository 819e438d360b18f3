import ReferenceData

/// Brings the two terms of a pair together: near each other, or both or only one of them in a content.
///
/// The pair is found where its first term is, once for each match of it.
struct PairCollector {
    typealias Match = (slot: Int32, start: UInt64, end: UInt64)

    /// What is remembered of each side of a pair.
    private static let mostKept = 4096

    private struct State {
        /// First terms without a partner so far, and partners that may have a first term behind them.
        var firsts: [Match] = []
        var partners: [Range<UInt64>] = []
        var hasPartner = false
    }

    private struct Key: Hashable { var pair: Int, encoding: TextEncoding }

    private let pairs: [PatternTable.Pair]
    private var states: [Key: State] = [:]

    init(_ pairs: [PatternTable.Pair]) { self.pairs = pairs }

    mutating func begin() { if !states.isEmpty { states = [:] } }

    /// Nothing is near what stands before a gap.
    mutating func beginStream() {
        for (key, _) in states where pairs[key.pair].distance != nil { states[key] = nil }
    }

    /// - Returns: first terms that have found their partner now.
    mutating func add(
        _ slot: Int32, _ place: Range<UInt64>, _ pair: Int, isPartner: Bool, _ encoding: TextEncoding,
        _ window: ByteWindow
    ) -> [Match] {
        guard let distance = pairs[pair].distance else {
            collect(slot, place, pair, isPartner: isPartner)
            return []
        }
        let key = Key(pair: pair, encoding: encoding)
        var state = states[key] ?? State()
        defer { states[key] = state }
        if isPartner {
            let near = state.firsts.filter { Self.isNear($0.start..<$0.end, place, distance, encoding, window) }
            state.firsts.removeAll { first in near.contains { $0.start == first.start } }
            Self.append(place, to: &state.partners)
            return near
        }
        if state.partners.contains(where: { Self.isNear(place, $0, distance, encoding, window) }) {
            return [(slot, place.lowerBound, place.upperBound)]
        }
        Self.append((slot, place.lowerBound, place.upperBound), to: &state.firsts)
        return []
    }

    /// In all of a content, whatever the encoding.
    private mutating func collect(_ slot: Int32, _ place: Range<UInt64>, _ pair: Int, isPartner: Bool) {
        let key = Key(pair: pair, encoding: .utf8)
        var state = states[key] ?? State()
        if isPartner {
            state.hasPartner = true
        } else {
            state.firsts.append((slot, place.lowerBound, place.upperBound))
        }
        states[key] = state
    }

    /// What only the end of the content decides.
    mutating func finish() -> [Match] {
        var found: [Match] = []
        for (key, state) in states {
            switch pairs[key.pair].relation {
            case .within: break
            case .and: if state.hasPartner { found += state.firsts }
            case .not: if !state.hasPartner { found += state.firsts }
            }
        }
        states = [:]
        return found.sorted { ($0.slot, $0.start) < ($1.slot, $1.start) }
    }

    /// What is too far behind for anything that comes.
    mutating func forget(before end: UInt64) {
        guard !states.isEmpty else { return }
        for (key, var state) in states {
            guard let distance = pairs[key.pair].distance else { continue }
            // Four bytes a character, and the longest term beside.
            let reach = UInt64(distance) * 4 + 4096
            state.firsts.removeAll { $0.end &+ reach < end }
            state.partners.removeAll { $0.upperBound &+ reach < end }
            states[key] = state.firsts.isEmpty && state.partners.isEmpty ? nil : state
        }
    }

    private static func append<Element>(_ element: Element, to list: inout [Element]) {
        if list.count >= mostKept { list.removeFirst(mostKept / 2) }
        list.append(element)
    }

    private static func isNear(
        _ one: Range<UInt64>, _ other: Range<UInt64>, _ distance: Int, _ encoding: TextEncoding, _ window: ByteWindow
    ) -> Bool {
        let (first, second) = one.lowerBound <= other.lowerBound ? (one, other) : (other, one)
        guard first.upperBound < second.lowerBound else { return true }
        return window.characters(in: first.upperBound..<second.lowerBound, encoding, limit: distance) != nil
    }
}

extension PatternTable.Pair {
    /// Characters between the two at most; nil when they need only be in one content.
    fileprivate var distance: Int? {
        if case .within(let characters) = relation { characters } else { nil }
    }
}
