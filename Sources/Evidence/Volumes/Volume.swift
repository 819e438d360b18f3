/// A part of a medium; the volumes of an image add up to its size.
package struct Volume: Hashable, Sendable {
    package enum Kind: String, Sendable {
        case partition, gap, table
    }

    package var index: Int
    /// Bytes from the start of the medium.
    package var offset: UInt64
    package var length: UInt64
    package var description: String
    package var kind: Kind

    package init(index: Int, offset: UInt64, length: UInt64, description: String, kind: Kind) {
        self.index = index
        self.offset = offset
        self.length = length
        self.description = description
        self.kind = kind
    }
}
