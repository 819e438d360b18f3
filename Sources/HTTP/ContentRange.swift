/// What a 206 response says it holds: `bytes 0-99/1234` (RFC 9110, section 14.4).
package struct ContentRange: Hashable {
    package var bytes: Range<UInt64>
    /// Of the whole file; nil when the server does not say.
    package var total: UInt64?

    package init?(_ text: String?) {
        guard let text, let match = text.wholeMatch(of: /[Bb]ytes +([0-9]{1,19})-([0-9]{1,19})\/([0-9]{1,19}|\*)/),
            let first = UInt64(match.1), let last = UInt64(match.2), first <= last, last < UInt64(Int64.max)
        else { return nil }
        bytes = first..<(last + 1)
        total = UInt64(match.3)
        if let total, total < bytes.upperBound { return nil }
    }
}
