/// The current chunk of a content and the last bytes before it.
struct ByteWindow {
    /// Enough for the longest match of an expression, and for two plain terms near each other.
    static let tailBytes = 8192
    /// A longer match shows its end only.
    private static let longestShown: UInt64 = 1024

    private var tail: [UInt8] = []
    private var chunk = UnsafeRawBufferPointer(start: nil, count: 0)
    private var chunkStart: UInt64 = 0

    /// Offset after the last byte known.
    var end: UInt64 { chunkStart &+ UInt64(chunk.count) }
    private var start: UInt64 { chunkStart &- UInt64(tail.count) }

    mutating func clear() {
        tail.removeAll(keepingCapacity: true)
        chunk = UnsafeRawBufferPointer(start: nil, count: 0)
        chunkStart = 0
    }

    /// The chunk must stay valid until `endChunk`.
    mutating func setChunk(_ bytes: UnsafeRawBufferPointer, at offset: UInt64) {
        chunk = bytes
        chunkStart = offset
    }

    /// Lets the chunk go; its last bytes stay.
    mutating func endChunk() {
        let end = end
        if chunk.count >= Self.tailBytes {
            tail.removeAll(keepingCapacity: true)
        } else if tail.count + chunk.count > Self.tailBytes {
            tail.removeFirst(tail.count + chunk.count - Self.tailBytes)
        }
        tail.append(contentsOf: chunk.suffix(Self.tailBytes))
        chunk = UnsafeRawBufferPointer(start: nil, count: 0)
        chunkStart = end
    }

    /// Nil for one that is not known any more, or not yet.
    func byte(at offset: UInt64) -> UInt8? {
        guard offset >= start, offset < end else { return nil }
        return offset >= chunkStart ? chunk[Int(offset - chunkStart)] : tail[tail.count - Int(chunkStart - offset)]
    }

    /// The last `count` bytes before the chunk, or as many as are known.
    func tail(_ count: Int) -> ArraySlice<UInt8> { tail.suffix(count) }

    /// Where elements begin that stand one after the other and end at this offset; nil when they do not stand there.
    func start(of elements: [TermElement], endingAt offset: UInt64) -> UInt64? {
        var place = offset
        for element in elements.reversed() {
            switch element.kind {
            case .letter:
                guard let length = length(ofOneIn: element.forms, endingAt: place) else { return nil }
                place -= UInt64(length)
            case .space, .moreSpace, .marks:
                var run = 0
                while run < TermElement.longestRun, let length = length(ofOneIn: element.forms, endingAt: place) {
                    place -= UInt64(length)
                    run += 1
                }
                if element.kind == .space, run == 0 { return nil }
            }
        }
        return place
    }

    /// The length of the form whose bytes end at this offset; nil when none does.
    private func length(ofOneIn forms: [[UInt8]], endingAt offset: UInt64) -> Int? {
        for form in forms where offset >= UInt64(form.count) {
            var place = offset - UInt64(form.count)
            guard place >= start, offset <= end else { continue }
            var isEqual = true
            for known in form {
                isEqual = byte(at: place) == known
                if !isEqual { break }
                place += 1
            }
            if isEqual { return form.count }
        }
        return nil
    }

    /// Whether UTF-16 in the other byte order stands here one byte aside, and better: text lies at even offsets.
    ///
    /// Letters that share their high byte, as all ASCII does, read as the same letters in both orders when that byte
    /// stands on either side of them.
    func isOtherOrder(_ match: Range<UInt64>, _ encoding: TextEncoding) -> Bool {
        guard encoding.isWide, match.lowerBound & 1 == 1, match.count >= 2 else { return false }
        let isLittle = encoding == .utf16le
        guard let high = byte(at: match.lowerBound + (isLittle ? 1 : 0)) else { return false }
        let beside = isLittle ? match.lowerBound.subtractingReportingOverflow(1).partialValue : match.upperBound
        guard byte(at: beside) == high else { return false }
        return stride(from: match.lowerBound + (isLittle ? 1 : 0), to: match.upperBound, by: 2).allSatisfy {
            byte(at: $0) == high
        }
    }

    func isASCII(_ match: Range<UInt64>) -> Bool { match.allSatisfy { (byte(at: $0) ?? 0) < 0x80 } }

    /// Characters in a range, or more than `limit` as nil.
    func characters(in range: Range<UInt64>, _ encoding: TextEncoding, limit: Int) -> Int? {
        let bytes = range.upperBound - range.lowerBound
        if encoding.isWide { return bytes / 2 <= UInt64(limit) ? Int(bytes / 2) : nil }
        if encoding != .utf8 { return bytes <= UInt64(limit) ? Int(bytes) : nil }
        guard bytes <= UInt64(limit) * 4 else { return nil }
        let count = range.reduce(0) { sum, offset in
            guard let byte = byte(at: offset) else { return Int.max / 2 }
            return sum + (byte & 0xC0 == 0x80 ? 0 : 1)
        }
        return count <= limit ? count : nil
    }

    func isBoundary(before offset: UInt64, _ encoding: TextEncoding) -> Bool {
        let from = offset >= UInt64(WordBoundary.reach) ? offset - UInt64(WordBoundary.reach) : 0
        return !(WordBoundary.last(bytes(from, offset), in: encoding).map(WordBoundary.isWord) ?? false)
    }

    func isBoundary(after offset: UInt64, _ encoding: TextEncoding) -> Bool {
        let next = bytes(offset, offset &+ UInt64(WordBoundary.reach))
        return !(WordBoundary.first(next, in: encoding).map(WordBoundary.isWord) ?? false)
    }

    /// The text around a match, without the characters that the cut goes through.
    func context(of match: Range<UInt64>, _ encoding: TextEncoding) -> String {
        let reach = UInt64(MatchCollector.contextBytes)
        var from = max(match.lowerBound, reach) - reach
        if match.upperBound - from > Self.longestShown { from = match.upperBound - Self.longestShown }
        from = max(from, start)
        var to = min(match.upperBound &+ reach, end)
        if encoding.isWide {
            if (match.upperBound &- from) & 1 == 1 { from += 1 }
            if to > match.upperBound, (to - match.upperBound) & 1 == 1 { to -= 1 }
        }
        guard from < to else { return "" }
        return ContextText.trimmed(encoding.decode(ContextText.whole(bytes(from, to), encoding)))
    }

    /// The bytes of a range as far as they are known.
    private func bytes(_ from: UInt64, _ to: UInt64) -> [UInt8] {
        let low = max(from, start)
        let high = min(to, end)
        guard low < high else { return [] }
        var result: [UInt8] = []
        result.reserveCapacity(Int(high - low))
        if low < chunkStart {
            let first = tail.count - Int(chunkStart - low)
            result.append(contentsOf: tail[first..<min(tail.count, first + Int(high - low))])
        }
        if high > chunkStart {
            let first = low > chunkStart ? Int(low - chunkStart) : 0
            result.append(contentsOf: chunk[first..<Int(high - chunkStart)])
        }
        return result
    }
}
