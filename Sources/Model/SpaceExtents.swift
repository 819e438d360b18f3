/// A stretch of the medium, in bytes from its start.
package struct Extent: Hashable, Sendable {
    package var offset: UInt64
    package var length: UInt64

    package init(offset: UInt64, length: UInt64) {
        self.offset = offset
        self.length = length
    }

    /// The first byte behind it; the largest number where there is none.
    package var end: UInt64 {
        let sum = offset.addingReportingOverflow(length)
        return sum.overflow ? .max : sum.partialValue
    }
}

/// A piece of space that no file accounts for, to be read from the medium itself.
///
/// Where a stretch was cut, the bytes around the cut are read by both pieces, and what is found counts for the piece that
/// its first byte lies in: nothing is missed, and nothing counted twice.
package struct SpaceExtents: Hashable, Sendable {
    /// What belongs to this piece, in the order in which it is read.
    package var extents: [Extent]
    /// Bytes before the first extent that are read along with it.
    package var before: UInt64
    /// Bytes behind the last extent that are read along with it.
    package var after: UInt64

    package init(_ extents: [Extent], before: UInt64 = 0, after: UInt64 = 0) {
        self.extents = extents
        self.before = before
        self.after = after
    }

    package var length: UInt64 { extents.reduce(0) { $0 &+ $1.length } }
}
