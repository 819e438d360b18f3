import Foundation
import Model

/// A file on a server, read by ranges through a bounded cache that all who read it share, with read-ahead.
///
/// For any number of threads. Those who want the same bytes wait for one request.
package final class RangedImage: @unchecked Sendable {
    /// Bytes of one block.
    static let block = 256 << 10
    /// Bytes of one request for more than was asked.
    private static let piece: UInt64 = 4 << 20
    private static let mostAhead: UInt64 = 8 << 20
    /// Requests under way for what nobody waits for yet.
    private static let mostAheadRequests = 2

    package let file: RemoteFile
    package var size: UInt64 { file.identity.size }

    // All below is guarded by the condition, which is signalled when a block comes or does not.
    private let condition = NSCondition()
    private var cache: BlockCache
    private var ahead: ReadAhead
    private var aheadRequests = 0
    private var isClosed = false

    /// - Parameter memory: bytes of the cache.
    package init(_ file: RemoteFile, memory: Int = 64 << 20) {
        self.file = file
        // Room for what is read ahead and for one read besides.
        cache = BlockCache(most: max(memory, 16 << 20) / Self.block)
        ahead = ReadAhead(most: Self.mostAhead)
    }

    /// Ends what is read ahead.
    package func close() { locked { isClosed = true } }

    /// - Parameters:
    ///   - range: within the file.
    ///   - check: asked while waiting; throws to give up.
    /// - Returns: exactly these bytes.
    package func read(_ range: Range<UInt64>, check: @escaping () throws(WinnowError) -> Void = {}) throws(WinnowError)
        -> [UInt8]
    {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(range.count)
        let last = blockNumber(range.upperBound - 1)
        var number = blockNumber(range.lowerBound)
        condition.lock()
        defer { condition.unlock() }
        while number <= last {
            switch cache.place(of: number) {
            case .here(let block):
                let start = number * UInt64(Self.block)
                let lower = Int(max(range.lowerBound, start) - start)
                let upper = Int(min(range.upperBound - start, UInt64(block.count)))
                block.withUnsafeBytes { bytes.append(contentsOf: $0[lower..<upper]) }
                number += 1
            case .coming:
                _ = condition.wait(until: Date(timeIntervalSinceNow: 0.5))
                try check()
            case .absent:
                let run = claimed(from: number, through: last)
                condition.unlock()
                defer { condition.lock() }
                try fetch(run, check)
            }
        }
        if let wanted = ahead.note(range) { prefetch(wanted) }
        return bytes
    }

    private func blockNumber(_ offset: UInt64) -> UInt64 { offset / UInt64(Self.block) }

    /// Takes the missing blocks from `number` on. The lock is held.
    private func claimed(from number: UInt64, through last: UInt64) -> ClosedRange<UInt64> {
        var end = number
        while end < last, end - number + 1 < Self.piece / UInt64(Self.block), cache.isAbsent(end + 1) { end += 1 }
        for each in number...end { cache.claim(each) }
        return number...end
    }

    /// Fetches claimed blocks in one request; each is there for others as soon as it is whole. The lock is not held.
    private func fetch(_ run: ClosedRange<UInt64>, _ check: @escaping () throws(WinnowError) -> Void)
        throws(WinnowError)
    {
        var next = run.lowerBound
        var block: [UInt8] = []
        block.reserveCapacity(Self.block)
        let start = run.lowerBound * UInt64(Self.block)
        let end = min(size, (run.upperBound + 1) * UInt64(Self.block))
        do throws(WinnowError) {
            try file.read(start..<end, check: check) { bytes throws(WinnowError) in
                var rest = bytes[...]
                while !rest.isEmpty {
                    let part = rest.prefix(Self.block - block.count)
                    block.append(contentsOf: part)
                    rest = rest.dropFirst(part.count)
                    let isLast = next * UInt64(Self.block) + UInt64(block.count) == end
                    guard block.count == Self.block || isLast else { continue }
                    locked { cache.put(next, block) }
                    next += 1
                    block.removeAll()
                    block.reserveCapacity(Self.block)
                }
            }
        } catch {
            if next <= run.upperBound { locked { for each in next...run.upperBound { cache.giveUp(each) } } }
            throw error
        }
    }

    /// Asks for what will be needed. The lock is held.
    private func prefetch(_ wanted: Range<UInt64>) {
        let last = blockNumber(min(wanted.upperBound, size) - 1)
        var number = blockNumber(min(wanted.lowerBound, size - 1))
        while number <= last, aheadRequests < Self.mostAheadRequests, !isClosed {
            guard cache.isAbsent(number) else {
                number += 1
                continue
            }
            let run = claimed(from: number, through: last)
            aheadRequests += 1
            DispatchQueue.global().async { [self] in
                // Whoever needs these bytes will see the error when it asks itself.
                try? fetch(run) { () throws(WinnowError) in
                    if self.locked({ self.isClosed }) {
                        throw WinnowError("http-closed", "nobody reads this image any more")
                    }
                }
                locked { aheadRequests -= 1 }
            }
            number = run.upperBound + 1
        }
    }

    private func locked<Value>(_ body: () -> Value) -> Value {
        condition.lock()
        defer {
            condition.broadcast()
            condition.unlock()
        }
        return body()
    }
}
