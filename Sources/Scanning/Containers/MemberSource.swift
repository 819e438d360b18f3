import Analysis
import Evidence
import Model

/// A member that is a container itself, too large for memory: read once, by the analyzers and by its own reader at the
/// same time.
final class MemberSource: ContainerSource {
    private let reader: any ContainerReader
    private let pipeline: Pipeline
    private let meter: ContainerMeter
    /// Of the container that the member is in.
    private let level: Int
    private let head: UnsafeRawBufferPointer
    private let chunk: UnsafeMutableRawBufferPointer
    private(set) var read: UInt64
    /// Why the member ends early.
    private(set) var failure: WinnowError?
    private var hasEnded = false

    /// - Parameters:
    ///   - head: what was read before, and seen by the pipeline; its owner keeps it.
    init(
        _ reader: any ContainerReader, head: UnsafeRawBufferPointer, into pipeline: Pipeline, _ meter: ContainerMeter,
        level: Int
    ) {
        self.reader = reader
        self.head = head
        self.pipeline = pipeline
        self.meter = meter
        self.level = level
        read = UInt64(head.count)
        chunk = .allocate(byteCount: 256 << 10, alignment: 64)
    }

    deinit { chunk.deallocate() }

    let size: UInt64? = nil

    func bytes(at offset: UInt64) throws -> UnsafeRawBufferPointer {
        guard offset < UInt64(head.count) else { return try more() }
        meter.budget.feed(UInt64(head.count) - offset, level: level + 1)
        return UnsafeRawBufferPointer(rebasing: head[Int(offset)...])
    }

    /// Reads what the container's own reader has left.
    func drain() throws { while try !more().isEmpty {} }

    private func more() throws -> UnsafeRawBufferPointer {
        guard !hasEnded else { return UnsafeRawBufferPointer(rebasing: chunk[..<0]) }
        var got = 0
        do { got = try reader.read(into: chunk) } catch let error as WinnowError where !error.code.hasPrefix("channel-")
        {
            failure = error
        }
        hasEnded = got == 0
        let bytes = UnsafeRawBufferPointer(rebasing: chunk[..<got])
        pipeline.consume(bytes, at: read)
        read += UInt64(got)
        meter.budget.feed(UInt64(got), level: level + 1)
        try meter.inflate(got, level: level)
        return bytes
    }
}
