import Digests
import Model

/// A hash-set file as read, and its compiled form.
package struct HashSetImport: Sendable {
    package struct Statistics: Hashable, Sendable {
        /// Distinct digests kept, of all kinds.
        package var entries = 0
        /// Digests that were there already.
        package var duplicates = 0
        /// Digests of the empty file, and placeholders of zeros only or `F` only.
        package var emptyDropped = 0
        /// PhotoDNA values, which cannot be matched.
        package var photoDNANotMatched = 0
        /// Values of other kinds that are not matched (other lengths in files of several columns, other algorithms).
        package var refused = 0
    }

    package var statistics: Statistics
    /// The `.wset`.
    package var compiled: [UInt8]
    /// SHA-256 of the compiled set, hexadecimal: the version's name.
    package var digest: String

    /// Reads VICS JSON, digest lists (md5sum, BSD, bare), hashdeep and CSV files; the format is told from the first bytes.
    ///
    /// The meaning of the set is the caller's to say. Throws `hash-set-invalid` with `file:line: what`; nothing is
    /// imported then.
    package static func read(_ content: UnsafeRawBufferPointer, file: String) throws(WinnowError) -> HashSetImport {
        var bytes = content
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes = UnsafeRawBufferPointer(rebasing: bytes.dropFirst(3)) }
        var builder = HashSetBuilder()
        let first = bytes.first { $0 > 0x20 }
        if first == UInt8(ascii: "{") || first == UInt8(ascii: "[") {
            try VICSParser.read(bytes, file: file, into: &builder)
        } else {
            try DigestListParser.read(bytes, file: file, into: &builder)
        }
        return try builder.finish(file: file)
    }

    package static func read(_ content: [UInt8], file: String) throws(WinnowError) -> HashSetImport {
        // A closure cannot throw typed errors through withUnsafeBytes on every compiler; a Result can.
        try content.withUnsafeBytes { bytes in
            Result { () throws(WinnowError) in try read(bytes, file: file) }
        }
        .get()
    }

    static func invalid(_ file: String, line: Int? = nil, _ what: String) -> WinnowError {
        WinnowError(
            "hash-set-invalid", file + ":" + (line.map { "\($0):" } ?? "") + " " + what,
            remedy: "correct the file and import it again; nothing was imported")
    }
}
