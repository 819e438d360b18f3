import CArchive
import Model

/// libarchive converts names to the charset of the locale, and composes what it believes to be UTF-8 (NFC). Where a format
/// keeps bytes, the C locale makes it give them as they are; where it keeps UTF-16, they have to become UTF-8.
package enum ContainerLocale {
    nonisolated(unsafe) private static let plain = newlocale(1 << LC_CTYPE, "C", nil)
    nonisolated(unsafe) private static let unicode = newlocale(1 << LC_CTYPE, "C.UTF-8", nil)

    /// Loads what would else be loaded from files that are then out of reach.
    package static func prepare() { _ = (plain, unicode) }

    static func of(_ format: ContainerFormat) -> locale_t? {
        switch format {
        case .tar, .cpio, .ar, .lha: plain
        default: unicode
        }
    }
}
