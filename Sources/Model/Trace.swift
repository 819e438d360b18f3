/// What an artefact tells of a program or of a clearing: a text to be looked up in the table of software traces.
package struct Trace: Hashable, Sendable {
    /// What the text is; the table's rows say what they are about in the same words.
    package enum Subject: String, Hashable, Codable, Sendable, CaseIterable {
        /// A file's path in the image.
        case path
        /// Path or name of a program that something else tells of: Prefetch, the registry, a shortcut, a task.
        case program
        /// Name under which software is installed, as its uninstaller or a package list has it.
        case name
        /// Registry key, with `/name=data` behind it for one of its values.
        case key
        /// A command line that was typed.
        case command
        /// An onion service that is hosted here, by what tells of it.
        case service
        /// An onion address: `v3` or `v2`.
        case address
        /// A sign of clearing, by its identifier.
        case gap
    }

    /// What it proves, weakest first.
    package enum Proof: String, Hashable, Codable, Sendable, CaseIterable {
        /// Present now or once.
        case installed
        /// Somebody ran it.
        case executed
        /// Set up for a purpose.
        case configured
        /// It did its work here.
        case used
    }

    package var subject: Subject
    package var text: String
    /// Nil where only the table's row can tell.
    package var proof: Proof?
    /// The observation in words, for the reader of a finding.
    package var detail: String
    /// Kept in the history when a row of the table knows the trace.
    package var entry: HistoryEntry?
    /// False where what read it was verified against nothing: it can only inform, whatever the table's row is.
    package var isVerified: Bool

    package init(
        _ subject: Subject, _ text: String, _ proof: Proof? = nil, detail: String, entry: HistoryEntry? = nil,
        isVerified: Bool = true
    ) {
        self.subject = subject
        self.text = text
        self.proof = proof
        self.detail = detail
        self.entry = entry
        self.isVerified = isVerified
    }
}
