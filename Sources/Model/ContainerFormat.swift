/// What a content may be a container of other contents by: the raw value is the word in an inner path.
package enum ContainerFormat: String, Codable, Sendable, CaseIterable {
    case zip, rar, tar, cab, iso, lha, ar, cpio
    case sevenZip = "7z"
    /// One compressed content, with or without a name.
    case gzip, bzip2, xz, lzma, lzip, zstd, lz4, compress
    /// A message with files attached, a mailbox of such messages, and one of Outlook's.
    case mail
    case mailbox = "mbox"
    case outlook = "pst"
    /// A document with files in it, and what Outlook wraps attached files in (`winmail.dat`).
    case pdf, tnef

    /// Its list stands at its end, or its parts refer to each other: better, or only, read from a source that can seek.
    package var wantsSeeking: Bool { [.zip, .sevenZip, .iso, .outlook, .pdf].contains(self) }

    /// Nothing of it can be read without its end.
    package var needsSeeking: Bool { [.sevenZip, .outlook, .pdf].contains(self) }

    /// False where the few bytes it is recognised by also begin other things.
    package var isCertain: Bool { ![.lha, .compress, .lzma, .cpio, .tar, .mail, .mailbox].contains(self) }
}
