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
        let lower = [UInt8(ascii: "/")] + path.bytes.map(\.lowercasedASCII)
        if Self.profileMarks.occur(in: lower) {
            self = .profiles
        } else if Self.systemMarks.begin(lower) {
            self = .system
        } else if Self.peopleMarks.occur(in: lower) || Self.mediaEndings.contains(Self.ending(of: lower)) {
            self = .people
        } else {
            self = .other
        }
    }

    private static let profileMarks = PathMarks([
        "/user data/", "/.config/google-chrome/", "/.config/chromium/", "/.config/bravesoftware/", "/.mozilla/",
        "/mozilla/firefox/", "/app_chrome/", "/library/safari/", "/opera software/", "/places.sqlite", "/tor browser/",
        "/ntuser.dat", "/usrclass.dat", "/windows/prefetch/",
    ])
    private static let systemMarks = PathMarks([
        "/windows/", "/program files", "/programdata/microsoft/", "/usr/", "/lib/", "/bin/", "/sbin/", "/boot/",
        "/etc/",
        "/system/", "/$extend", "/$mft", "/$logfile", "/recovery/", "/var/lib/", "/opt/", "/lib64/",
    ])
    private static let peopleMarks = PathMarks([
        "/pictures/", "/videos/", "/documents/", "/downloads/", "/desktop/", "/dcim/", "/music/", "/whatsapp/",
        "/telegram/", "/$recycle.bin/", "/onedrive/", "/dropbox/",
    ])
    private static let mediaEndings = Set(
        [
            ".jpg", ".jpeg", ".png", ".gif", ".heic", ".webp", ".bmp", ".tif", ".tiff", ".mp4", ".mov", ".avi", ".mkv",
            ".3gp", ".zip", ".rar", ".7z", ".pdf", ".doc", ".docx",
        ].map { ArraySlice($0.utf8) })

    private static func ending(of path: [UInt8]) -> ArraySlice<UInt8> {
        path.lastIndex(of: UInt8(ascii: ".")).map { path[$0...] } ?? []
    }
}
