/// Cuts runs of certain bytes out of a content that comes in chunks.
struct RunCutter {
    /// A longer run is given in pieces, each of which repeats the end of the one before.
    private static let longest = 64 << 10
    private static let repeated = 512

    private let members: [Bool]
    private let shortest: Int
    /// A run without this byte is passed over.
    private let mark: UInt8?
    private var carried: [UInt8] = []
    private var carriedStart: UInt64 = 0

    /// - Parameter isMember: which bytes a run consists of.
    init(shortest: Int, mark: UInt8?, isMember: (UInt8) -> Bool) {
        members = (0...255).map { isMember($0) }
        self.shortest = shortest
        self.mark = mark
    }

    mutating func begin() { carried.removeAll(keepingCapacity: true) }

    /// Gives each run that has ended to `body`, with its offset in the content.
    mutating func consume(
        _ bytes: UnsafeRawBufferPointer, at offset: UInt64, _ body: (UnsafeRawBufferPointer, UInt64) -> Void
    ) {
        members.withUnsafeBufferPointer { members in
            var index = 0
            while index < bytes.count {
                guard members[Int(bytes[index])] else {
                    if !carried.isEmpty { giveCarried(body) }
                    index += 1
                    continue
                }
                var end = index + 1
                let limit = min(bytes.count, index + Self.longest - carried.count)
                while end < limit, members[Int(bytes[end])] { end += 1 }
                let run = UnsafeRawBufferPointer(rebasing: bytes[index..<end])
                let ended = end < bytes.count && !members[Int(bytes[end])]
                if carried.isEmpty, ended {
                    give(run, offset &+ UInt64(index), body)
                } else {
                    if carried.isEmpty { carriedStart = offset &+ UInt64(index) }
                    carried.append(contentsOf: run)
                    if carried.count >= Self.longest { giveCarried(keeping: Self.repeated, body) }
                }
                index = end
            }
        }
    }

    mutating func end(_ body: (UnsafeRawBufferPointer, UInt64) -> Void) { giveCarried(body) }

    private mutating func giveCarried(keeping kept: Int = 0, _ body: (UnsafeRawBufferPointer, UInt64) -> Void) {
        guard !carried.isEmpty else { return }
        carried.withUnsafeBytes { give($0, carriedStart, body) }
        carriedStart &+= UInt64(carried.count - kept)
        carried.removeFirst(carried.count - kept)
    }

    private func give(
        _ run: UnsafeRawBufferPointer, _ start: UInt64, _ body: (UnsafeRawBufferPointer, UInt64) -> Void
    ) {
        guard run.count >= shortest else { return }
        if let mark, !run.contains(mark) { return }
        body(run, start)
    }
}
