import Model
import Store

/// Where this host has the images: each named store is a folder, absolute paths are what they are.
package struct ImageStores: Hashable, Sendable {
    package var folders: [String: String]
    /// Whether absolute paths of images mean this host's files.
    package var readsPaths: Bool

    package init(folders: [String: String] = [:], readsPaths: Bool = true) {
        self.folders = folders
        self.readsPaths = readsPaths
    }

    /// What the worker declares to the queue.
    var reach: [String] { (readsPaths ? ["path"] : []) + folders.keys.sorted().map { "store:" + $0 } }

    /// The local path of an image as it was submitted.
    func path(of image: String) throws(WinnowError) -> String {
        let reach = try ImageReach(image)
        switch reach {
        case .path(let path) where readsPaths: return path
        case .store(let name, let path):
            if let folder = folders[name] { return folder + "/" + path }
        case .path, .url: break
        }
        throw WinnowError("image-missing", "this worker cannot read \(image)", remedy: "map its store with --store")
    }
}
