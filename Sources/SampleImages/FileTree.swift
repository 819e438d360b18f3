import Foundation

/// The bytes of one sample file, at hand or made when they are written.
package enum FileContent: Sendable {
    case data(Data)
    case text(String)
    /// Made when needed, so that a large tree need not stay in memory; must give the same bytes every time.
    case made(@Sendable () -> Data)

    package static let empty = FileContent.data(Data())

    package var data: Data {
        switch self {
        case .data(let data): data
        case .text(let text): Data(text.utf8)
        case .made(let make): make()
        }
    }
}

/// The files an image shall contain, with everything about them that must be the same in every run.
package struct FileTree: Sendable {
    package struct File: Sendable {
        /// Relative to the root of the volume, components separated by `/`.
        package var path: String
        package var content: FileContent
        package var modified: Date
        /// True for a file that is written and then deleted, so that its content stays behind in free space.
        package var deleted: Bool
        /// Alternate data streams by name; only NTFS keeps them.
        package var streams: [String: Data]
        /// Whether its content is stored compressed; only NTFS can.
        package var isCompressed = false
    }

    /// Monday 2 March 2026, 09:00 UTC: the day on which everything in a sample image happened unless said otherwise.
    package static let day = Date(timeIntervalSince1970: 1_772_442_000)

    /// In order of their paths' UTF-8 bytes.
    package var files: [File] {
        paths.values.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    }
    private var paths: [String: File] = [:]

    package init() {}

    /// Adds a file and implicitly its folders; a second file of one path takes the first one's place.
    package mutating func add(
        path: String, content: FileContent, modified: Date = FileTree.day, deleted: Bool = false,
        streams: [String: Data] = [:], compressed: Bool = false
    ) {
        let relative = path.split(separator: "/").joined(separator: "/")
        paths[relative] = File(
            path: relative, content: content, modified: modified, deleted: deleted, streams: streams,
            isCompressed: compressed)
    }

    package mutating func add(path: String, text: String, modified: Date = FileTree.day) {
        add(path: path, content: .text(text), modified: modified)
    }

    /// All folders, each after the one it is in.
    package var folders: [String] {
        var result: Set<String> = []
        for path in paths.keys {
            let components = path.split(separator: "/").dropLast()
            for count in components.indices {
                result.insert(components[...count].joined(separator: "/"))
            }
        }
        return result.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
}
