import Foundation
import Model

/// A tree written out as ordinary files, for the tools that copy from a folder.
struct Staging {
    var folder: String

    init(_ tree: FileTree, in folder: String) throws {
        self.folder = folder
        let files = FileManager.default
        try files.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let folders = tree.folders
        for name in folders {
            try files.createDirectory(atPath: folder + "/" + name, withIntermediateDirectories: true)
        }
        for file in tree.files {
            let path = folder + "/" + file.path
            try file.content.data.write(to: URL(fileURLWithPath: path))
            try Self.setTime(path, file.modified)
        }
        // Innermost first: writing into a folder changes its time.
        for name in folders.reversed() { try Self.setTime(folder + "/" + name, FileTree.day) }
        try Self.setTime(folder, FileTree.day)
    }

    private static func setTime(_ path: String, _ date: Date) throws {
        let seconds = time_t(date.timeIntervalSince1970)
        let times = [timespec(tv_sec: seconds, tv_nsec: 0), timespec(tv_sec: seconds, tv_nsec: 0)]
        guard utimensat(AT_FDCWD, path, times, 0) == 0 else {
            throw WinnowError("cannot-write", "cannot set the time of \(path)", cause: String(cString: strerror(errno)))
        }
    }
}
