import Model

/// One content that the walk came upon: a file, a directory's own data, or a named stream.
package struct FoundFile: Sendable {
    package var locator: Locator
    package var kind: FileRecord.Kind
    package var size: UInt64
    /// False for a name without metadata, or whose metadata serves another file now.
    package var hasContent: Bool
    /// Why content that is there is not to be read.
    package var contentSkipReason: String?
    /// Bytes of the medium that this file is the first to account for.
    package var ownedBytes: UInt64
}

/// An attribute as `icat` writes it: `type-id`.
struct AttributeName: Hashable {
    var type: UInt32
    var id: UInt16

    init(type: UInt32, id: UInt16) {
        self.type = type
        self.id = id
    }

    init?(_ text: String) {
        let parts = text.split(separator: "-")
        guard parts.count == 2, let type = UInt32(parts[0]), let id = UInt16(parts[1]) else { return nil }
        self.init(type: type, id: id)
    }

    var text: String { "\(type)-\(id)" }
}
