import Digests
import Model

/// The digest of an image's list of files and their contents; the order in which files are added means nothing.
///
/// Keeps 32 bytes a file, so that shards may be added as their packs are read.
package struct InventoryDigest: Sendable {
    private var files = DigestBag()

    package init() {}

    package mutating func add(_ file: FileRecord) {
        files.add(
            CanonicalBytes.digest { bytes in
                bytes.add(file.locator)
                bytes.add(file.size)
                bytes.add(file.digests.map { Hex.string($0.sha256) })
                bytes.add(file.status.rawValue)
                bytes.add(file.reason)
            })
    }

    /// - Parameter size: of the image's media, in bytes.
    /// - Returns: SHA-256, hexadecimal.
    package func finish(size: UInt64) -> String {
        Hex.string(
            CanonicalBytes.digest { bytes in
                bytes.add("winnow-inventory-1")
                bytes.add(size)
                bytes.add(UInt64(files.count))
                bytes.add(files.sorted)
            })
    }
}
