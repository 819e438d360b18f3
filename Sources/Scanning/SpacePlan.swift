import Model

/// Cuts the space that no file accounts for into pieces, as the survey meets it: stretches that touch become one, and
/// one that is too long for a piece is cut.
///
/// Pure: extents in, full pieces out.
package struct SpacePlan {
    package struct Limits: Sendable {
        package var bytes: UInt64
        package var extents: Int
        /// Bytes that are read on either side of a cut; no match may be longer.
        package var margin: UInt64

        package init(bytes: UInt64 = 256 << 20, extents: Int = 8_192, margin: UInt64 = 64 << 10) {
            self.bytes = bytes
            self.extents = extents
            self.margin = margin
        }
    }

    private let limits: Limits
    private var last: Extent?
    private var extents: [Extent] = []
    private var bytes: UInt64 = 0

    package init(limits: Limits = Limits()) { self.limits = limits }

    /// - Returns: the pieces that became full.
    package mutating func add(_ extent: Extent) -> [SpaceExtents] {
        guard extent.length > 0 else { return [] }
        if let last, last.end == extent.offset {
            self.last = Extent(offset: last.offset, length: last.length + extent.length)
            return []
        }
        let done = takeLast()
        last = extent
        return done
    }

    /// - Returns: what is left.
    package mutating func finish() -> [SpaceExtents] { takeLast() + takePiece() }

    private mutating func takeLast() -> [SpaceExtents] {
        guard let extent = last else { return [] }
        last = nil
        guard extent.length <= limits.bytes else { return takePiece() + cut(extent) }
        var done: [SpaceExtents] = []
        if bytes + extent.length > limits.bytes || extents.count >= limits.extents { done = takePiece() }
        extents.append(extent)
        bytes += extent.length
        return done
    }

    private mutating func takePiece() -> [SpaceExtents] {
        guard !extents.isEmpty else { return [] }
        defer { (extents, bytes) = ([], 0) }
        return [SpaceExtents(extents)]
    }

    private func cut(_ extent: Extent) -> [SpaceExtents] {
        stride(from: 0, to: extent.length, by: Int(clamping: limits.bytes)).map { start in
            let length = min(limits.bytes, extent.length - start)
            return SpaceExtents(
                [Extent(offset: extent.offset + start, length: length)], before: min(limits.margin, start),
                after: min(limits.margin, extent.length - start - length))
        }
    }
}
