import Glibc
import Model

/// Sorts any number of records of one length in bounded memory: sorted runs in a scratch file, merged at the end.
///
/// A record is a digest and a two-byte mark; records that are alike in both are kept once.
struct DigestSorter {
    /// One record's place while a run is sorted.
    private struct Key {
        var prefix: UInt64
        var index: UInt32
    }

    /// Bytes of records that are sorted at a time; sorting takes as much again.
    static let runBytes = 48 << 20

    let length: Int
    var stride: Int { length + 2 }
    private let scratch: ScratchFolder
    private let runLimit: Int
    private var records: [UInt8] = []
    private(set) var runs: [RunFile] = []
    /// Additions dropped because the run had them already.
    private(set) var alike = 0

    /// - Parameter length: bytes of a digest, at least 16.
    init(length: Int, scratch: ScratchFolder, runBytes: Int = DigestSorter.runBytes) {
        self.length = length
        self.scratch = scratch
        runLimit = max(1, runBytes / (length + 2))
    }

    mutating func add(_ digest: UnsafeRawBufferPointer, mark: UInt16) throws(WinnowError) {
        records.append(contentsOf: digest)
        records.append(UInt8(truncatingIfNeeded: mark))
        records.append(UInt8(truncatingIfNeeded: mark >> 8))
        if records.count >= runLimit * stride { try spill() }
    }

    /// Writes what is left; `runs` are then all there are.
    mutating func finish() throws(WinnowError) {
        try spill()
        records = []
    }

    private mutating func spill() throws(WinnowError) {
        guard !records.isEmpty else { return }
        var writer = try FileWriter(path: scratch.path("run"))
        let (kept, repeats) = try records.withUnsafeBytes { all in
            Result { () throws(WinnowError) in try sort(all, into: &writer) }
        }.get()
        alike += repeats
        runs.append(RunFile(path: writer.path, records: kept))
        try writer.finish()
        records.removeAll(keepingCapacity: true)
    }

    private func sort(_ all: UnsafeRawBufferPointer, into writer: inout FileWriter) throws(WinnowError) -> (
        kept: Int, repeats: Int
    ) {
        guard let base = all.baseAddress else { return (0, 0) }
        let (count, stride, length) = (all.count / stride, stride, length)
        let keys = UnsafeMutableBufferPointer<Key>.allocate(capacity: count)
        defer { keys.deallocate() }
        // Digests are spread evenly, so one pass over their first bits leaves only small heaps to sort.
        var starts = [Int](repeating: 0, count: 65_537)
        func prefix(_ index: Int) -> UInt64 {
            UInt64(bigEndian: (base + index * stride).loadUnaligned(as: UInt64.self))
        }
        for index in 0..<count { starts[Int(prefix(index) >> 48) + 1] += 1 }
        for heap in 1...65_536 { starts[heap] += starts[heap - 1] }
        var next = starts
        for index in 0..<count {
            let key = Key(prefix: prefix(index), index: UInt32(index))
            let heap = Int(key.prefix >> 48)
            keys.initializeElement(at: next[heap], to: key)
            next[heap] += 1
        }
        for heap in 0..<65_536 where starts[heap + 1] - starts[heap] > 1 {
            keys[starts[heap]..<starts[heap + 1]].sort { left, right in
                if left.prefix != right.prefix { return left.prefix < right.prefix }
                return memcmp(base + Int(left.index) * stride, base + Int(right.index) * stride, length + 2) < 0
            }
        }
        var (kept, repeats) = (0, 0)
        var last: UnsafeRawPointer?
        for key in keys {
            let record = base + Int(key.index) * stride
            if let last, memcmp(last, record, stride) == 0 {
                // The mark's high byte tells additions from what is said of the base.
                if (record + length + 1).load(as: UInt8.self) < 0x40 { repeats += 1 }
                continue
            }
            last = record
            kept += 1
            try writer.write(UnsafeRawBufferPointer(start: record, count: stride))
        }
        return (kept, repeats)
    }
}

/// A sorted stretch of records in the scratch folder.
struct RunFile {
    var path: String
    var records: Int
}
