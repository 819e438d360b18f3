import Model
import Store

/// Where this host has the images: each named store is a folder, absolute paths are what they are.
package struct ImageStores: Hashable, Sendable {
    /// Where one image is, for this host.
    enum Place: Hashable, Sendable {
        case file(String)
        case network(ImageURL)
    }

    package var folders: [String: String]
    /// Whether absolute paths of images mean this host's files.
    package var readsPaths: Bool
    /// Whether this host may ask servers for images.
    package var readsURLs: Bool

    package init(folders: [String: String] = [:], readsPaths: Bool = true, readsURLs: Bool = true) {
        self.folders = folders
        self.readsPaths = readsPaths
        self.readsURLs = readsURLs
    }

    /// What the worker declares to the queue.
    var reach: [String] {
        (readsPaths ? ["path"] : []) + (readsURLs ? ["url"] : []) + folders.keys.sorted().map { "store:" + $0 }
    }

    /// Where an image is, as it was submitted.
    func place(of image: String) throws(WinnowError) -> Place {
        switch try ImageReach(image) {
        case .path(let path) where readsPaths: return .file(path)
        case .url(let url) where readsURLs: return .network(url)
        case .store(let name, let path):
            if let folder = folders[name] { return .file(folder + "/" + path) }
        case .path, .url: break
        }
        throw WinnowError(
            "image-missing", "this worker cannot read \(ImageURL.withoutSecrets(image))",
            remedy: "map its store with --store")
    }
}
