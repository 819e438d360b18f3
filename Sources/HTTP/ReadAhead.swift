/// Tells which bytes will probably be asked for next: those behind a read that began where another had ended; pure.
struct ReadAhead {
    private struct Stream {
        var end: UInt64
        /// Bytes read in one go so far.
        var run: UInt64
        var used: UInt64
    }

    /// Slots that read one image at a time, and some.
    private static let mostStreams = 16
    /// Small gaps, as metadata between files, do not end a run.
    private static let gap: UInt64 = 256 << 10

    private let most: UInt64
    private var streams: [Stream] = []
    private var clock: UInt64 = 0

    /// - Parameter most: bytes ahead at most.
    init(most: UInt64) { self.most = most }

    /// - Returns: the bytes to have ready; nil while reads are scattered.
    mutating func note(_ read: Range<UInt64>) -> Range<UInt64>? {
        clock += 1
        let follows = streams.firstIndex { read.lowerBound >= $0.end && read.lowerBound - $0.end <= Self.gap }
        guard let index = follows else {
            if streams.count >= Self.mostStreams,
                let oldest = streams.indices.min(by: { streams[$0].used < streams[$1].used })
            {
                streams.remove(at: oldest)
            }
            streams.append(Stream(end: read.upperBound, run: UInt64(read.count), used: clock))
            return nil
        }
        streams[index].run += UInt64(read.count)
        streams[index].end = read.upperBound
        streams[index].used = clock
        return read.upperBound..<(read.upperBound + min(most, streams[index].run * 2))
    }
}
