import Foundation
import Model
import Store

/// Where a demo's images go: scanners are plain users, also where root starts everything.
enum DemoFolder {
    /// - Parameter directory: as asked for; nil for `demo` in the home, which for root's closed home is a link to a folder
    ///   that others reach.
    /// - Throws: `demo-folder`.
    static func make(_ directory: String?, home: String) throws -> String {
        let here = URL(fileURLWithPath: FileManager.default.currentDirectoryPath)
        let path = URL(fileURLWithPath: directory ?? home + "/demo", relativeTo: here).standardizedFileURL.path
        guard geteuid() == 0 else { return path }
        // Images are to be readable however this shell makes files.
        umask(0o022)
        if OpenFolder.othersReach(path) { return path }
        guard directory == nil else {
            throw WinnowError(
                "demo-folder", "only root gets to \(path), and scanners are plain users",
                remedy: "name a folder that others reach, such as /var/tmp/demo")
        }
        let place = OpenFolder.root + "/demo-" + home.replacing("/", with: "_")
        do {
            try FileManager.default.createDirectory(
                atPath: place, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o755])
            try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: true)
            // A link from an earlier demo is put anew; anything else of that name stays.
            if (try? FileManager.default.destinationOfSymbolicLink(atPath: path)) != nil {
                try FileManager.default.removeItem(atPath: path)
            }
            try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: place)
        } catch {
            throw WinnowError(
                "demo-folder", "the folder \(place) cannot be made", remedy: "name another with --directory",
                cause: error.localizedDescription)
        }
        return place
    }
}
