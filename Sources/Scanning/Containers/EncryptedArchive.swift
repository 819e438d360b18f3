import Digests
import Model

/// What is said of a container whose members need a key.
enum EncryptedArchive {
    /// Rules ask for it by this list, beside `category: encryption`.
    static let list = "encrypted-archives"
    private static let version = Hex.string(RunningDigest.of(Array("\(list) 1".utf8)))

    /// One hit a container; its count is that of its encrypted members.
    static func hit(_ place: Locator, _ format: ContainerFormat, members: Int) -> Hit {
        Hit(
            analyzer: "artefact", list: list, listVersion: version, term: "encrypted \(format.rawValue)",
            category: "encryption", locator: place, encoding: "content", count: members)
    }
}
