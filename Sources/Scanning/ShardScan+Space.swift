import Analysis
import Evidence
import Model

extension ShardScan {
    /// Searches space that no file accounts for. It has no digest and is no file: a find lies at a byte of the medium.
    mutating func scan(_ file: ShardFile, _ space: SpaceExtents, through buffer: UnsafeMutableRawBufferPointer) throws {
        let reason = file.locator.path.text
        let before = progress.bytes
        defer { progress.bytes = before &+ space.length }
        guard let pipeline = session.contentPipeline else {
            return coverage.add(CoverageRow(.skipped, reason, bytes: file.ownedBytes))
        }
        guard let first = space.extents.first, let last = space.extents.last else {
            return coverage.add(CoverageRow(.scanned, reason, bytes: file.ownedBytes))
        }
        let chunk = UnsafeMutableRawBufferPointer(rebasing: buffer[..<min(buffer.count, Self.chunkSize)])
        // Only a stretch of its own is ever cut.
        let window = space.extents.count == 1 ? first.offset..<last.end : nil
        let item = ScanItem(locator: file.locator, kind: .virtual, size: space.length, window: window)
        pipeline.begin(item)
        var unread: UInt64 = 0
        for (index, extent) in space.extents.enumerated() {
            let start = index == 0 ? extent.offset - min(space.before, extent.offset) : extent.offset
            let end = index == space.extents.count - 1 ? extent.end &+ space.after : extent.end
            var offset = start
            while offset < end {
                let wanted = UnsafeMutableRawBufferPointer(
                    rebasing: chunk[..<Int(min(UInt64(chunk.count), end - offset))])
                let got = (try? session.image().read(into: wanted, at: offset)) ?? 0
                guard got > 0 else {
                    unread += extent.end - min(extent.end, max(offset, extent.offset))
                    break
                }
                pipeline.consume(UnsafeRawBufferPointer(rebasing: wanted[..<got]), at: offset)
                offset += UInt64(got)
                unreported += UInt64(got)
                progress.bytes += UInt64(got)
                try tell()
            }
        }
        let report = pipeline.end(item, complete: unread == 0)
        hits += report.hits
        for note in report.notes { coverage.add(CoverageRow(.skipped, note.code)) }
        // A volume that is searched raw stays accounted for by what it is.
        let lost = min(unread, file.ownedBytes)
        if file.ownedBytes > lost { coverage.add(CoverageRow(.scanned, reason, bytes: file.ownedBytes - lost)) }
        if lost > 0 { coverage.add(CoverageRow(.unreadable, reason, bytes: lost)) }
        try tell()
    }
}
