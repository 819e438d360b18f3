/// Where one user's things lie on a kind of device.
struct HomeFolders {
    var user: String
    var base: String
    var pictures: String
    var documents: String
    var downloads: String
    var chromium: String
    var firefox: String

    init(user: String, kind: String, fileSystem: ImageMaker.FileSystem) {
        switch (fileSystem, kind) {
        case (.ntfs, _):
            self.init(user: user, windows: "Users/\(user)")
        case (.fat32, _):
            // A stick or card: a camera's folders, and a backup of a computer's.
            self.init(user: user, windows: "Backup/Users/\(user)")
            pictures = "DCIM/100CAMRA"
        case (.ext4, "phone"), (.ext4, "tablet"):
            self.init(user: user, windows: "data/media/0")
            pictures = base + "/DCIM/100CAMRA"
            downloads = base + "/Download"
            chromium = "data/data/com.android.chrome/app_chrome/Default/History"
            firefox = "data/data/org.mozilla.firefox/files/places.sqlite"
        case (.ext4, _):
            self.init(user: user, windows: "home/\(user)")
            chromium = base + "/.config/google-chrome/Default/History"
            firefox = base + "/.mozilla/firefox/k3x9demo.default-release/places.sqlite"
        }
    }

    /// As on Windows, below the given folder.
    private init(user: String, windows base: String) {
        self.user = user
        self.base = base
        pictures = base + "/Pictures"
        documents = base + "/Documents"
        downloads = base + "/Downloads"
        chromium = base + "/AppData/Local/Google/Chrome/User Data/Default/History"
        firefox = base + "/AppData/Roaming/Mozilla/Firefox/Profiles/k3x9demo.default-release/places.sqlite"
    }
}
