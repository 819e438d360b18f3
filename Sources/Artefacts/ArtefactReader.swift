import Model

/// Reads one kind of artefact that is no SQLite database; a new one is one folder and one row of `ArtefactReaders.all`.
package protocol ArtefactReader: SendableMetatype {
    /// Larger files are not gathered; what is so large is another kind of file, or said to be unread.
    static var limit: Int { get }

    /// By the first bytes (up to 64), and by the path only where the content has no mark of its own.
    static func recognises(head: UnsafeRawBufferPointer, path: ArtefactPath) -> Bool

    /// Adds what can be read; what cannot is a note of the collector.
    static func read(_ bytes: UnsafeRawBufferPointer, into collector: inout HistoryCollector)

    /// What to say of a file beyond the limit; nil where that only means another kind of file.
    static var tooLarge: WinnowError? { get }
}

extension ArtefactReader {
    package static var tooLarge: WinnowError? { nil }
}

package enum ArtefactReaders {
    /// The first that recognises a file reads it.
    package static let all: [any ArtefactReader.Type] = [
        RegistryReader.self, PrefetchReader.self, ShortcutReader.self, AutomaticJumpListReader.self,
        CustomJumpListReader.self, ScheduledTaskReader.self, EventLogReader.self, ESEReader.self, IndexDatReader.self,
        PropertyListReader.self, CommandHistoryReader.self, PackageLogReader.self, PackageListReader.self,
        TorReader.self, ChromiumBookmarksReader.self, ChromiumSessionReader.self, FirefoxSessionReader.self,
        ZoneIdentifierReader.self, InstallationLogReader.self,
    ]

    /// First bytes that a reader is chosen by.
    package static let headLength = 64

    package static func reader(
        head: UnsafeRawBufferPointer, path: RawPath
    ) -> (any ArtefactReader.Type)? {
        let path = ArtefactPath(path)
        return all.first { $0.recognises(head: head, path: path) }
    }

    /// What a whole file tells.
    package static func read(
        _ reader: any ArtefactReader.Type, _ bytes: UnsafeRawBufferPointer, locator: Locator,
        engines: SearchEngineTable = .standard
    ) -> ArtefactReading {
        var collector = HistoryCollector(source: "", locator: locator, engines: engines)
        reader.read(bytes, into: &collector)
        return collector.reading
    }
}

/// What was read out of one file.
package struct ArtefactReading: Sendable {
    package var entries: [HistoryEntry] = []
    package var traces: [Trace] = []
    /// What is missing; the entries beside it are good.
    package var notes: [WinnowError] = []

    /// True when entries were left out for their number.
    package var isCut = false

    /// The first of the notes.
    package var note: WinnowError? { notes.first }
}

/// A path for comparing: lower case, from the volume's root.
package struct ArtefactPath: Sendable {
    /// Begins with `/`.
    let text: String

    package init(_ path: RawPath) {
        let lower = path.bytes.map(\.lowercasedASCII)
        let text = String(decoding: lower, as: UTF8.self)
        self.text = text.hasPrefix("/") ? text : "/" + text
    }

    var name: Substring { text[(text.lastIndex(of: "/").map { text.index(after: $0) } ?? text.startIndex)...] }

    func contains(_ part: String) -> Bool { text.utf8.firstRange(of: part.utf8) != nil }
}
