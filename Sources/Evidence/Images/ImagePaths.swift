import Foundation

/// The files that an image may consist of, told by their names alone: nothing of them is read.
package enum ImagePaths {
    /// More than the most segments that any container numbers.
    private static let most = 20_000

    /// The file itself, and those beside it that share its name up to the ending (`disk.E01`, `disk.E02`; `disk.vmdk`,
    /// `disk-flat.vmdk`). A file that is not there is given all the same.
    package static func candidates(of path: String) -> [String] {
        let file = URL(fileURLWithPath: path)
        let ending = file.pathExtension
        guard !ending.isEmpty else { return [path] }
        let stem = file.deletingPathExtension().lastPathComponent
        let folder = String(path.dropLast(file.lastPathComponent.count))
        let beginnings = ending.lowercased() == "vmdk" ? [stem + ".", stem + "-"] : [stem + "."]
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.isEmpty ? "." : folder)) ?? []
        let others = names.lazy.filter { name in
            name != file.lastPathComponent && beginnings.contains { name.hasPrefix($0) }
        }
        return [path] + others.prefix(most).map { folder + $0 }
    }
}
