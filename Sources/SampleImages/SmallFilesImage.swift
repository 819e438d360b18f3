import Foundation
import Model

/// An ext4 image with very many small files, a thousand in each folder, for measurements.
package struct SmallFilesImage: Sendable {
    package var files: Int
    private static let inFolder = 1_000

    package init(files: Int) { self.files = files }

    /// - Returns: the path of the raw image.
    /// - Throws: `cannot-write`, and as `ImageMaker.make`.
    package func make(at path: String) throws -> String {
        let staging = path + ".staging"
        try? FileManager.default.removeItem(atPath: staging)
        defer { try? FileManager.default.removeItem(atPath: staging) }
        for number in 0..<files {
            let folder = staging + "/\(number / Self.inFolder)"
            if number % Self.inFolder == 0 {
                try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            }
            let descriptor = open(folder + "/note \(number).txt", O_WRONLY | O_CREAT | O_TRUNC, 0o644)
            let text = "note \(number)"
            guard descriptor >= 0, write(descriptor, text, text.utf8.count) == text.utf8.count else {
                throw WinnowError("cannot-write", "cannot write in \(folder)")
            }
            close(descriptor)
        }
        let folders = files / Self.inFolder + 1
        let inodes = files + folders + 1_000
        // A block a file, an inode of 256 bytes, and some for folders and tables.
        let kibibytes = files * 4 + inodes / 4 + folders * 64 + (64 << 10)
        try Tool.mke2fs.run(
            [
                "-q", "-F", "-t", "ext4", "-b", "4096", "-I", "256", "-m", "0", "-N", "\(inodes)", "-O",
                "^has_journal,^metadata_csum", "-d", staging, path, "\(kibibytes)k",
            ], scratch: FileManager.default.temporaryDirectory.path)
        return path
    }
}
