import CArchive
import CEWF
import CSleuthKit

/// The libraries that open images and archives, as they are loaded.
package enum EvidenceLibraries {
    package static var versions: [String] {
        [
            "libtsk " + (csk_version().map { String(cString: $0) } ?? "?"),
            "libewf " + (libewf_get_version().map { String(cString: $0) } ?? "?"),
            archive_version_string().map { String(cString: $0) } ?? "libarchive ?",
        ]
    }
}
