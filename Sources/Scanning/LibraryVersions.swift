import Analysis
import Artefacts
import Evidence

/// What reads evidence besides Winnow itself: recorded with the work, because a result depends on it.
package enum LibraryVersions {
    /// `libtsk 4.12.0, libewf ...`.
    package static var text: String {
        (EvidenceLibraries.versions + [KeywordSearch.library, EvidenceDatabase.library]).joined(separator: ", ")
    }
}
