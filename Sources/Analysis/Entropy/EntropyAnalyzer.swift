import Model

/// Files that may be encrypted containers (VeraCrypt and its like have no header that tells them): large, of whole
/// sectors, without a known format, and as even as random numbers from end to end.
package final class EntropyAnalyzer: Analyzer {
    package let name = "entropy"
    /// VeraCrypt makes nothing smaller than 292 KiB.
    package static let smallest: UInt64 = 256 << 10
    private static let sector: UInt64 = 512
    /// Of each mebibyte so much is counted, of a file that is no larger all: enough to tell, and next to no work.
    private static let every: UInt64 = 1 << 20
    private static let part: UInt64 = 64 << 10
    /// A header has numbers in it; random numbers hold few zeros.
    private static let headBytes = 64
    private static let mostZerosInHead = 4
    /// Every sample is asked for itself with more room than all of them together.
    private static let mostOfOne = 420.0

    private var isCandidate = false
    private var sample = part
    private var all = ByteHistogram()
    private var one = ByteHistogram()

    package init() {}

    package func begin(_ item: ScanItem) {
        isCandidate =
            (item.kind == .regular || item.kind == .stream) && item.size >= Self.smallest
            && item.size.isMultiple(of: Self.sector)
        guard isCandidate else { return }
        sample = item.size <= Self.every ? Self.every : Self.part
        all.reset()
        one.reset()
    }

    package func consume(_ bytes: UnsafeRawBufferPointer, at offset: UInt64) {
        guard isCandidate else { return }
        if offset == 0, bytes.prefix(Self.headBytes).count(where: { $0 == 0 }) > Self.mostZerosInHead {
            isCandidate = false
            return
        }
        let end = offset + UInt64(bytes.count)
        var start = offset / Self.every * Self.every
        while start < end, isCandidate {
            let (low, high) = (max(start, offset), min(start + sample, end))
            if low < high {
                let part = UnsafeRawBufferPointer(rebasing: bytes[Int(low - offset)..<Int(high - offset)])
                one.add(part)
                all.add(part)
                if one.total >= Self.part { finishSample() }
            }
            start += Self.every
        }
    }

    package func end(_ item: ScanItem, complete: Bool, into report: inout ItemReport) {
        defer { isCandidate = false }
        // The type analyzer comes first: a known format is no container of this kind.
        guard isCandidate, complete, report.type.isEmpty, report.knownGood == nil, all.looksRandom else { return }
        report.hits.append(
            Hit(
                analyzer: name, list: "entropy", listVersion: "1", term: "high entropy without structure",
                category: "encryption", locator: item.locator, context: "\(item.size) bytes, no known format"))
    }

    package func analyze(_ group: ArenaGroup, into reports: inout [ItemReport]) {
        for index in 0..<min(group.count, reports.count) where group.items[index].size >= Self.smallest {
            let item = group.items[index]
            begin(item)
            consume(group.bytes(index), at: 0)
            end(item, complete: group.isComplete(index), into: &reports[index])
        }
    }

    private func finishSample() {
        if one.chiSquare > Self.mostOfOne { isCandidate = false }
        one.reset()
    }
}
