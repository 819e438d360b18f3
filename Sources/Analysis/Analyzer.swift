import Model

/// What an analyzer is told about the file it is about to see.
package struct ScanItem: Hashable, Sendable {
    package var locator: Locator
    package var kind: FileRecord.Kind
    /// Bytes of content according to the file system or the archive; what comes may be less. 0 at `begin` of a member of
    /// an archive that does not state it; at `end` it is what came.
    package var size: UInt64
    /// What is found counts only where it begins in here; nil for everywhere. Offsets as `consume` is given them.
    package var window: Range<UInt64>?

    package init(locator: Locator, kind: FileRecord.Kind, size: UInt64, window: Range<UInt64>? = nil) {
        self.locator = locator
        self.kind = kind
        self.size = size
        self.window = window
    }
}

/// What the analyzers found in one item; each adds its part, in the order of the pipeline.
package struct ItemReport: Hashable, Sendable {
    /// Nil when the content was not completely read.
    package var digests: DigestTriple?
    /// Media type by content; empty if not known.
    package var type = ""
    /// Whether the content is one that holds others.
    package var container: ContainerFormat?
    package var hits: [Hit] = []
    package var history: [HistoryEntry] = []
    /// Text taken out of the content; the pipeline searches it, the pack keeps it.
    package var texts: [ExtractedText] = []
    /// Bytes of text that an analyzer did not take out because there was too much of it.
    package var textLeftOut: UInt64 = 0
    /// Name of the known-good set that has this content.
    package var knownGood: String?
    /// Whether a keyword list left its content and text out for that.
    package var skippedKnownGood = false
    /// PDQ value of a picture, where a set asks for one.
    package var picture: PictureHash?
    /// What became of a picture in which text was to be recognised; nil for what is no picture.
    package var recognition: Recognition?
    /// What an analyzer could not do with this item; never fatal.
    package var notes: [WinnowError] = []

    package struct Recognition: Hashable, Sendable {
        package var status: CoverageStatus
        package var reason: String

        package init(_ status: CoverageStatus, _ reason: String) {
            self.status = status
            self.reason = reason
        }
    }

    package init() {}
}

/// Whole small files lying in one arena, so that an analyzer can treat many at once.
///
/// `items` and `ranges` run in parallel; a range is in bytes from `base`, which lives as long as the call.
package struct ArenaGroup {
    package var items: [ScanItem]
    package var ranges: [Range<Int>]
    package var base: UnsafeRawBufferPointer

    package init(items: [ScanItem], ranges: [Range<Int>], base: UnsafeRawBufferPointer) {
        self.items = items
        self.ranges = ranges
        self.base = base
    }

    package var count: Int { min(items.count, ranges.count) }

    /// The bytes of one item, cut to the arena.
    package func bytes(_ index: Int) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: base[ranges[index].clamped(to: 0..<base.count)])
    }

    /// Whether all that the file system promised is there.
    package func isComplete(_ index: Int) -> Bool { UInt64(bytes(index).count) == items[index].size }
}

/// Looks at the bytes of one file after the other; synchronous, never throws, keeps no bytes beyond a small tail.
///
/// For each item: `begin`, `consume` for each chunk in ascending offset without gaps, `end`.
package protocol Analyzer: AnyObject {
    var name: String { get }
    func begin(_ item: ScanItem)
    /// `bytes` is valid during the call only.
    func consume(_ bytes: UnsafeRawBufferPointer, at offset: UInt64)
    /// `complete` is false when a part of the content could not be read.
    func end(_ item: ScanItem, complete: Bool, into report: inout ItemReport)
    /// Whole files at once; `reports` runs parallel to the group's items.
    func analyze(_ group: ArenaGroup, into reports: inout [ItemReport])
}

extension Analyzer {
    package func analyze(_ group: ArenaGroup, into reports: inout [ItemReport]) {
        for index in 0..<min(group.count, reports.count) {
            let item = group.items[index]
            begin(item)
            let bytes = group.bytes(index)
            if !bytes.isEmpty { consume(bytes, at: 0) }
            end(item, complete: group.isComplete(index), into: &reports[index])
        }
    }
}
