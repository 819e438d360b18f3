import Model

/// Where an image is, and so what a worker must be able to read to do its jobs.
package enum ImageReach: Hashable, Sendable {
    /// An absolute path, the same on every host.
    case path(String)
    /// `store:relative/path`; each worker maps store names to its own folders.
    case store(name: String, path: String)
    /// Asked of a server, over HTTP or HTTPS.
    case url(ImageURL)

    /// - Throws: `image-path` when it is none of these, `image-store` when it leads out of its store, `image-url` and
    ///   `image-credentials` for an address that is none or holds a secret.
    package init(_ image: String) throws(WinnowError) {
        if image.hasPrefix("/") {
            self = .path(image)
        } else if image.wholeMatch(of: /[A-Za-z][A-Za-z0-9+.\-]*:\/\/.*/.dotMatchesNewlines()) != nil {
            self = .url(try ImageURL(image))
        } else if let match = image.wholeMatch(of: /([A-Za-z0-9._\-]+):(.+)/.dotMatchesNewlines()) {
            let path = String(match.2)
            guard !path.hasPrefix("/"), !path.split(separator: "/").contains("..") else {
                throw WinnowError(
                    "image-store", "\(image) leaves its store", remedy: "give a path below the store's folder")
            }
            self = .store(name: String(match.1), path: path)
        } else {
            throw WinnowError(
                "image-path", "\(image) is neither an absolute path, nor store:relative/path, nor a URL",
                remedy: "give the image in one of these forms")
        }
    }

    /// What a worker has to declare, as `winnow.reach_of` says it in SQL.
    package var key: String {
        switch self {
        case .path: "path"
        case .store(let name, _): "store:" + name
        case .url: "url"
        }
    }
}
