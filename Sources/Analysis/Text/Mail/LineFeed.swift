/// The lines of a content that comes piece by piece; a very long one comes in several parts.
struct LineFeed {
    /// The bytes from an offset on, as many as are at hand; none at the end. Valid until the next call.
    typealias Source = (UInt64) throws -> UnsafeRawBufferPointer

    /// Longer lines are cut.
    static let longest = 64 << 10

    private let source: Source
    private var offset: UInt64 = 0
    private var chunk = UnsafeRawBufferPointer(start: nil, count: 0)
    /// The beginning of a line that did not end with the chunk before.
    private var carried: [UInt8] = []
    private var startsLine = true

    init(_ source: @escaping Source) { self.source = source }

    /// Calls with the next line, its end included, and whether it is one from its beginning.
    ///
    /// - Returns: nil at the end.
    mutating func next<Result>(
        _ body: (_ line: UnsafeRawBufferPointer, _ isStart: Bool) throws -> Result
    ) throws -> Result? {
        carried.removeAll(keepingCapacity: true)
        let isStart = startsLine
        while true {
            if chunk.isEmpty {
                chunk = try source(offset)
                offset += UInt64(chunk.count)
                if chunk.isEmpty { break }
            }
            let free = Self.longest - carried.count
            let end = chunk.prefix(free).firstIndex(of: 0x0A).map { $0 + 1 }
            let taken = UnsafeRawBufferPointer(rebasing: chunk[..<(end ?? min(free, chunk.count))])
            chunk = UnsafeRawBufferPointer(rebasing: chunk[taken.count...])
            if end != nil || taken.count == free {
                startsLine = end != nil
                guard !carried.isEmpty else { return try body(taken, isStart) }
                carried.append(contentsOf: taken)
                return try carried.withUnsafeBytes { try body($0, isStart) }
            }
            carried.append(contentsOf: taken)
        }
        guard !carried.isEmpty else { return nil }
        startsLine = true
        return try carried.withUnsafeBytes { try body($0, isStart) }
    }
}
