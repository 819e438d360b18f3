import Model

/// The order in which hits are shown and counted, whatever order they were found in.
enum CanonicalOrder {
    static func sorted(_ hits: [Hit]) -> [Hit] { hits.sorted(by: precedes) }

    /// By place first, so that a reader goes through a device from front to back; then by every other field.
    static func precedes(_ left: Hit, _ right: Hit) -> Bool {
        let (a, b) = (left.locator, right.locator)
        if a.volumeOffset != b.volumeOffset { return a.volumeOffset < b.volumeOffset }
        if a.path != b.path { return a.path.bytes.lexicographicallyPrecedes(b.path.bytes) }
        if a.metaAddress != b.metaAddress { return a.metaAddress < b.metaAddress }
        if a.inner != b.inner { return (a.inner?.bytes ?? []).lexicographicallyPrecedes(b.inner?.bytes ?? []) }
        let offsets = (a.byteOffset ?? 0, b.byteOffset ?? 0)
        if offsets.0 != offsets.1 { return offsets.0 < offsets.1 }
        // The rest tells apart what is at one place; the full encoding leaves nothing out.
        return encoding(left).lexicographicallyPrecedes(encoding(right))
    }

    private static func encoding(_ hit: Hit) -> [UInt8] {
        var bytes = CanonicalBytes()
        bytes.add(hit)
        return bytes.bytes
    }
}
