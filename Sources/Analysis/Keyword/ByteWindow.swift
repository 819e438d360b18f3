/// The current chunk of a content and the last bytes before it.
struct ByteWindow {
    /// Enough for a match of any plain term with its context.
    static let tailBytes = 4096
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

    /// The length of the form whose bytes end at this offset; nil when none does. Forms never end in one another.
    func length(ofOneIn forms: [[UInt8]], endingAt offset: UInt64) -> Int? {
        for form in forms where offset >= UInt64(form.count) {
            var place = offset - UInt64(form.count)
            guard place >= start, offset <= end else { continue }
            var isEqual = true
            for byte in form {
                let known =
                    place >= chunkStart ? chunk[Int(place - chunkStart)] : tail[tail.count - Int(chunkStart - place)]
                isEqual = isEqual && known == byte
                place += 1
            }
            if isEqual { return form.count }
        }
        return nil
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
        if encoding == .utf16le {
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
