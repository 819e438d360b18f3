import Model

/// How soon a file is worth scanning: the order in which shards enter the queue.
package enum Yield: Int, CaseIterable, Sendable {
    /// Browser profiles and other databases of a person's doing.
    case profiles
    /// Pictures, films, documents, downloads of people.
    case people
    /// Whatever else lies under a person's home, and anything outside the known system folders.
    case other
    /// The operating system and its programs.
    case system
    /// What is no file's.
    case free
    /// No search at all: the whole medium once more, for its digests.
    case verification

    /// Judges by path alone: content is not read before the scan.
    package init(path: RawPath) {
        let lower = Array(path.bytes.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 })
        let text = "/" + String(decoding: lower, as: UTF8.self)
        if Self.profileMarks.contains(where: text.contains) {
            self = .profiles
        } else if Self.systemMarks.contains(where: text.hasPrefix) {
            self = .system
        } else if Self.peopleMarks.contains(where: text.contains) || Self.mediaEndings.contains(where: text.hasSuffix) {
            self = .people
        } else {
            self = .other
        }
    }

    private static let profileMarks = [
        "/user data/", "/.config/google-chrome/", "/.config/chromium/", "/.config/bravesoftware/", "/.mozilla/",
        "/mozilla/firefox/", "/app_chrome/", "/library/safari/", "/opera software/", "/places.sqlite", "/tor browser/",
        "/ntuser.dat", "/usrclass.dat", "/windows/prefetch/",
    ]
    private static let systemMarks = [
        "/windows/", "/program files", "/programdata/microsoft/", "/usr/", "/lib/", "/bin/", "/sbin/", "/boot/",
        "/etc/",
        "/system/", "/$extend", "/$mft", "/$logfile", "/recovery/", "/var/lib/", "/opt/", "/lib64/",
    ]
    private static let peopleMarks = [
        "/pictures/", "/videos/", "/documents/", "/downloads/", "/desktop/", "/dcim/", "/music/", "/whatsapp/",
        "/telegram/", "/$recycle.bin/", "/onedrive/", "/dropbox/",
    ]
    private static let mediaEndings = [
        ".jpg", ".jpeg", ".png", ".gif", ".heic", ".webp", ".bmp", ".tif", ".tiff", ".mp4", ".mov", ".avi", ".mkv",
        ".3gp", ".zip", ".rar", ".7z", ".pdf", ".doc", ".docx",
    ]
}
