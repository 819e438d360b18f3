import Digests
import Foundation
import Glibc
import Model

/// Merges what an import has sorted into a `.wset`, in memory that does not grow with it.
struct HashSetWriter {
    private let scratch: ScratchFolder
    private let collector: DigestCollector
    private let ranks: [Int]
    private let dropped: [Bool]
    private var layout = HashSetLayout()
    private(set) var statistics: ImportStatistics

    init(
        _ collector: DigestCollector, scratch: ScratchFolder, profile: CategoryProfile?, pdqDistance: Int
    ) {
        self.collector = collector
        self.scratch = scratch
        statistics = collector.statistics
        statistics.duplicates = collector.sorters.reduce(0) { $0 + $1.alike }
        collector.categories.label(by: profile)
        ranks = collector.categories.ranks(by: profile)
        dropped = collector.categories.dropped(by: profile)
        layout.categories = collector.categories.entries
        layout.pdqDistance = pdqDistance
    }

    /// - Returns: the file's digest and size.
    mutating func write(to path: String) throws(WinnowError) -> (digest: String, size: Int) {
        var merged: [Merged] = []
        for kind in EntryKind.allCases { merged.append(try merge(kind)) }
        place(merged)
        for (kind, section) in zip(EntryKind.allCases, merged) where section.count > 0 {
            try write(section, kind, to: path)
            unlink(section.path)
        }
        var head = try FileWriter(path: path)
        try layout.head().withUnsafeBytes { bytes in
            Result { () throws(WinnowError) in try head.write(bytes) }
        }.get()
        try head.finish()
        guard truncate(path, layout.fileSize) == 0 else { throw FileWriter.failure(path, errno) }
        return (try Self.digest(of: path), layout.fileSize)
    }

    /// The records of one kind that are kept: sorted, each once.
    private struct Merged {
        var path: String
        var count = 0
        var mostMark: UInt16 = 0
    }

    private mutating func merge(_ kind: EntryKind) throws(WinnowError) -> Merged {
        let sorter = collector.sorters[kind.rawValue]
        let length = kind.length
        var merged = Merged(path: scratch.path("merged"))
        guard !sorter.runs.isEmpty else { return merged }
        var merge = try RunMerge(sorter.runs, stride: sorter.stride)
        var writer = try FileWriter(path: merged.path)
        let held = UnsafeMutableRawPointer.allocate(byteCount: length + 2, alignment: 8)
        defer { held.deallocate() }
        let current = UnsafeMutableRawBufferPointer(start: held, count: length + 2)
        var verdict: EntryVerdict?
        while try merge.next({ record throws(WinnowError) in
            if verdict == nil || memcmp(held, record, length) != 0 {
                if let verdict { try keep(verdict, current, &merged, &writer) }
                verdict = EntryVerdict()
                memcpy(held, record, length)
            }
            let mark = UInt16(littleEndian: (record + length).loadUnaligned(as: UInt16.self))
            verdict?.take(mark: mark, ranks: ranks)
        }) {}
        if let verdict { try keep(verdict, current, &merged, &writer) }
        try writer.finish()
        for run in sorter.runs { unlink(run.path) }
        if kind == .pdq {
            statistics.pdq = merged.count
        } else {
            statistics.entries += merged.count
        }
        if merged.count > 0 { statistics.byKind[kind.name] = merged.count }
        return merged
    }

    private mutating func keep(
        _ verdict: EntryVerdict, _ record: UnsafeMutableRawBufferPointer, _ merged: inout Merged,
        _ writer: inout FileWriter
    ) throws(WinnowError) {
        statistics.duplicates += verdict.repeats
        let mark: UInt16
        switch verdict.outcome {
        case .kept(let category): mark = category
        case .recategorised(let category):
            statistics.recategorised += 1
            mark = category
        case .removed:
            statistics.removed += 1
            return
        case .absent:
            statistics.removedUnknown += 1
            return
        }
        guard !dropped[Int(mark)] else {
            statistics.notPertinent += 1
            return
        }
        record[record.count - 2] = UInt8(truncatingIfNeeded: mark)
        record[record.count - 1] = UInt8(truncatingIfNeeded: mark >> 8)
        merged.count += 1
        merged.mostMark = max(merged.mostMark, mark)
        try writer.write(UnsafeRawBufferPointer(record))
    }

    /// Decides where everything lies, now that all sizes are known.
    private mutating func place(_ merged: [Merged]) {
        var position = layout.head().count
        func take(_ bytes: Int) -> Int {
            position = (position + 63) & ~63
            defer { position += bytes }
            return position
        }
        for (kind, part) in zip(EntryKind.allCases, merged) where part.count > 0 {
            var section = HashSetLayout.Section(count: part.count)
            section.markBytes = part.mostMark == 0 ? 0 : part.mostMark < 256 ? 1 : 2
            if kind == .pdq {
                if part.count >= PDQIndex.least { section.index = take(PDQIndex.bytes(part.count)) }
            } else {
                section.indexBits = Self.indexBits(part.count)
                section.index = take(((1 << section.indexBits) + 1) * 4)
                section.filterBlocks = DigestFilter.blocks(entries: part.count)
                section.filter = take(section.filterBlocks * DigestFilter.blockBytes)
            }
            section.entries = take(part.count * (kind.length - section.droppedBytes))
            if section.markBytes > 0 { section.marks = take(part.count * section.markBytes) }
            layout.sections[kind.rawValue] = section
        }
        layout.fileSize = position
    }

    /// Some eight to sixteen digests share a place of the index.
    private static func indexBits(_ count: Int) -> Int {
        var bits = 8
        while bits < 28, count >> bits > 16 { bits += 1 }
        return bits
    }

    private func write(_ merged: Merged, _ kind: EntryKind, to path: String) throws(WinnowError) {
        let section = layout.sections[kind.rawValue]
        var reader = try RunMerge([RunFile(path: merged.path, records: merged.count)], stride: kind.length + 2)
        var entries = try FileWriter(path: path, at: section.entries)
        var marks = try FileWriter(path: path, at: section.marks)
        var index = try FileWriter(path: path, at: section.index)
        var filter = try FilterWriter(path: path, at: section.filter, blocks: section.filterBlocks)
        var next = 0
        var number: UInt32 = 0
        while try reader.next({ record throws(WinnowError) in
            let head = UInt64(bigEndian: record.loadUnaligned(as: UInt64.self))
            if kind != .pdq {
                let bucket = Int(head >> UInt64(64 - section.indexBits))
                while next <= bucket {
                    try index.write(number)
                    next += 1
                }
                try filter.add(head, UInt32(bigEndian: record.loadUnaligned(fromByteOffset: 8, as: UInt32.self)))
            }
            let dropped = section.droppedBytes
            try entries.write(UnsafeRawBufferPointer(start: record + dropped, count: kind.length - dropped))
            if section.markBytes > 0 {
                try marks.write(UnsafeRawBufferPointer(start: record + kind.length, count: section.markBytes))
            }
            number += 1
        }) {}
        try entries.finish()
        try marks.finish()
        if kind == .pdq {
            if section.index > 0 { try writeIndex(section, path, &index) }
        } else {
            while next <= 1 << section.indexBits {
                try index.write(number)
                next += 1
            }
            try filter.finish()
        }
        try index.finish()
    }

    /// The values are read back through a map: the index is made word by word.
    private func writeIndex(
        _ section: HashSetLayout.Section, _ path: String, _ index: inout FileWriter
    ) throws(WinnowError) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileWriter.failure(path, errno) }
        defer { close(descriptor) }
        let size = section.entries + section.count * 32
        guard let map = mmap(nil, size, PROT_READ, MAP_SHARED, descriptor, 0), map != MAP_FAILED else {
            throw FileWriter.failure(path, errno)
        }
        defer { munmap(map, size) }
        try PDQIndex.write(
            UnsafeRawBufferPointer(start: map + section.entries, count: section.count * 32), to: &index)
    }

    private static func digest(of path: String) throws(WinnowError) -> String {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileWriter.failure(path, errno) }
        defer { close(descriptor) }
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 64)
        defer { buffer.deallocate() }
        let digest = RunningDigest(.sha256)
        while true {
            let got = read(descriptor, buffer.baseAddress, buffer.count)
            if got < 0, errno == EINTR { continue }
            guard got >= 0 else { throw FileWriter.failure(path, errno) }
            guard got > 0 else { return Hex.string(digest.finish()) }
            digest.update(UnsafeRawBufferPointer(rebasing: buffer[..<got]))
        }
    }
}

/// Writes a filter from front to back as sorted digests come.
private struct FilterWriter: ~Copyable {
    private var writer: FileWriter
    private let blocks: Int
    private var current = 0
    private var bits = SIMD8<UInt32>(repeating: 0)

    init(path: String, at offset: Int, blocks: Int) throws(WinnowError) {
        writer = try FileWriter(path: path, at: offset)
        self.blocks = blocks
    }

    mutating func add(_ head: UInt64, _ key: UInt32) throws(WinnowError) {
        let block = DigestFilter.block(head, of: blocks)
        while current < block { try flush() }
        bits |= DigestFilter.mask(key)
    }

    mutating func finish() throws(WinnowError) {
        while current < blocks { try flush() }
        try writer.finish()
    }

    private mutating func flush() throws(WinnowError) {
        for index in 0..<8 { try writer.write(bits[index]) }
        bits = SIMD8(repeating: 0)
        current += 1
    }
}
