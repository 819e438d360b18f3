import Glibc

/// The digests of one kind while they are collected, each followed by its two-byte category number.
struct DigestSection {
    private let kind: DigestKind
    private var records: [UInt8] = []
    private var stride: Int { kind.length + 2 }

    init(_ kind: DigestKind) { self.kind = kind }

    var count: Int { records.count / stride }

    mutating func append(_ digest: some Collection<UInt8>, payload: UInt16) {
        records.append(contentsOf: digest)
        ReferenceData.append(payload, to: &records)
    }

    /// Index, sorted unique digests, payload; nothing when there are none. `ranks` tells the more severe category.
    func compiled(ranks: [Int]) -> (bytes: [UInt8], entries: Int) {
        guard count > 0 else { return ([], 0) }
        let (stride, length) = (stride, kind.length)
        var order = (0..<UInt32(clamping: count)).map { $0 }
        var digests: [UInt8] = []
        digests.reserveCapacity(count * length)
        var payloads: [UInt16] = []
        var index = [UInt32](repeating: 0, count: HashSetLayout.indexEntries)
        records.withUnsafeBytes { all in
            guard let base = all.baseAddress else { return }
            order.sort { memcmp(base + Int($0) * stride, base + Int($1) * stride, length) < 0 }
            var last: UnsafeRawPointer?
            for number in order {
                let record = base + Int(number) * stride
                let payload = UInt16(littleEndian: (record + length).loadUnaligned(as: UInt16.self))
                if let last, memcmp(last, record, length) == 0 {
                    if ranks[Int(payload)] < ranks[Int(payloads[payloads.count - 1])] {
                        payloads[payloads.count - 1] = payload
                    }
                    continue
                }
                last = record
                digests.append(contentsOf: UnsafeRawBufferPointer(start: record, count: length))
                payloads.append(payload)
                index[(Int(all[Int(number) * stride]) << 8 | Int(all[Int(number) * stride + 1])) + 1] += 1
            }
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(index.count * 4 + digests.count + payloads.count * 2)
        var sum: UInt32 = 0
        for number in index {
            sum += number
            ReferenceData.append(sum, to: &bytes)
        }
        bytes += digests
        for payload in payloads { ReferenceData.append(payload, to: &bytes) }
        return (bytes, payloads.count)
    }
}
