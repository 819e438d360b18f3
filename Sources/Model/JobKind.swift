/// The kinds of work in the queue, in the order in which a batch goes through them.
package enum JobKind: String, Codable, Sendable, CaseIterable {
    case survey, scan, collate
    /// Searches packs with more reference data; opens no image.
    case rescan
    /// Reads an image again with more keyword lists.
    case reread
    /// Recognises text in pictures; after all scanning, and only where it was asked for.
    case ocr
    /// Tells a unit that there is an escalation.
    case notify
}

/// Files and bytes done so far, and bytes that went through archives meanwhile, which are no part of what is planned.
package struct Progress: Hashable, Codable, Sendable {
    package var files: UInt64
    package var bytes: UInt64
    package var inflated: UInt64

    package init(files: UInt64 = 0, bytes: UInt64 = 0, inflated: UInt64 = 0) {
        self.files = files
        self.bytes = bytes
        self.inflated = inflated
    }
}
