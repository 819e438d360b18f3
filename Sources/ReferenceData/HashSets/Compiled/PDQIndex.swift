import Glibc
import Model

/// A PDQ value and how far it is from one that was asked for.
package struct PDQMatch: Hashable, Sendable {
    /// The set's value, 32 bytes.
    package var value: [UInt8]
    /// Bits that differ, 0 to 256.
    package var distance: Int
    package var category: HashSetFile.Match
}

/// Multi-index hashing (Norouzi, Punjani and Fleet, 2014) as in ThreatExchange's README-MIH: a value within 31 bits of
/// another agrees with it in one of its sixteen 16-bit words but for at most one bit.
///
/// Sixteen tables, one a word: 65,537 u32 offsets and the numbers of all entries in the order of that word. Small sets
/// have none and are gone through whole.
enum PDQIndex {
    static let words = 16
    /// Farther than this the words would have to differ in two bits.
    package static let greatestDistance = 31
    /// Going through so few values takes no longer than the 272 probes of an index.
    static let least = 4_096
    private static let offsets = 65_537

    static func bytes(_ count: Int) -> Int { words * (offsets + count) * 4 }

    /// Writes the tables of sorted values that lie one after the other.
    static func write(
        _ values: UnsafeRawBufferPointer, to writer: inout FileWriter
    ) throws(WinnowError) {
        let count = values.count / 32
        for word in 0..<words {
            var starts = [UInt32](repeating: 0, count: offsets)
            func key(_ index: Int) -> Int {
                Int(UInt16(bigEndian: values.loadUnaligned(fromByteOffset: index * 32 + word * 2, as: UInt16.self)))
            }
            for index in 0..<count { starts[key(index) + 1] += 1 }
            for place in 1..<offsets { starts[place] += starts[place - 1] }
            var next = starts
            var numbers = [UInt32](repeating: 0, count: count)
            for index in 0..<count {
                let bucket = key(index)
                numbers[Int(next[bucket])] = UInt32(index)
                next[bucket] += 1
            }
            for part in [starts, numbers] {
                try part.withUnsafeBytes { bytes in
                    Result { () throws(WinnowError) in try writer.write(bytes) }
                }.get()
            }
        }
    }

    static func distance(_ left: UnsafeRawPointer, _ right: UnsafeRawPointer) -> Int {
        let difference =
            left.loadUnaligned(as: SIMD4<UInt64>.self) ^ right.loadUnaligned(as: SIMD4<UInt64>.self)
        return difference[0].nonzeroBitCount &+ difference[1].nonzeroBitCount &+ difference[2].nonzeroBitCount
            &+ difference[3].nonzeroBitCount
    }
}

extension HashSetFile {
    /// The nearest of the set's PDQ values within `pdqDistance` bits; of several equally near ones the first.
    ///
    /// `value` has 32 bytes; any other is like none.
    package func nearest(pdq value: [UInt8]) -> PDQMatch? {
        let section = layout.sections[EntryKind.pdq.rawValue]
        guard value.count == 32, section.count > 0, let start = base.baseAddress else { return nil }
        let limit = min(layout.pdqDistance, PDQIndex.greatestDistance)
        let entries = start + section.entries
        return value.withUnsafeBytes { wanted -> PDQMatch? in
            guard let wanted = wanted.baseAddress else { return nil }
            var best: (distance: Int, place: Int)?
            func consider(_ place: Int) {
                let distance = PDQIndex.distance(wanted, entries + place * 32)
                guard distance <= limit else { return }
                if let best, (best.distance, best.place) <= (distance, place) { return }
                best = (distance, place)
            }
            if section.index == 0 {
                for place in 0..<section.count { consider(place) }
            } else {
                probe(section, wanted, flipping: limit >= PDQIndex.words, consider)
            }
            return best.map { found in
                PDQMatch(
                    value: Array(UnsafeRawBufferPointer(start: entries + found.place * 32, count: 32)),
                    distance: found.distance, category: match(mark(section, found.place)))
            }
        }
    }

    private func probe(
        _ section: HashSetLayout.Section, _ wanted: UnsafeRawPointer, flipping: Bool, _ consider: (Int) -> Void
    ) {
        let table = (65_537 + section.count) * 4
        for word in 0..<PDQIndex.words {
            let key = Int(UInt16(bigEndian: wanted.loadUnaligned(fromByteOffset: word * 2, as: UInt16.self)))
            let offsets = section.index + word * table
            let numbers = offsets + 65_537 * 4
            for flip in 0...(flipping ? 16 : 0) {
                let bucket = flip == 0 ? key : key ^ (1 << (flip - 1))
                let low = min(Int(self.word(offsets + bucket * 4)), section.count)
                let high = min(Int(self.word(offsets + bucket * 4 + 4)), section.count)
                var at = low
                while at < high {
                    let place = Int(self.word(numbers + at * 4))
                    if place < section.count { consider(place) }
                    at += 1
                }
            }
        }
    }
}
