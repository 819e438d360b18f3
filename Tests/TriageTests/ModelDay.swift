import Model

/// Values for devices like those of the model day.
enum ModelDay {
    static let complete = [CoverageRow(.scanned, "file-content", files: 100, bytes: 4096)]

    static func image(_ coverage: [CoverageRow] = complete, errors: [WinnowError] = []) -> ImageMaterial {
        ImageMaterial(
            path: "store:a.dd", container: "raw", size: 4096, digest: "aa", coverage: coverage, errors: errors)
    }

    static func device(_ exhibit: String = "ABC/1", _ hits: [Hit] = []) -> DeviceMaterial {
        DeviceMaterial(exhibit: exhibit, images: [image()], hits: hits)
    }

    static func digest(_ kind: String, _ category: String, _ path: String = "Users/a/Pictures/1.jpg") -> Hit {
        Hit(
            analyzer: "hash", list: "demo-" + kind, listVersion: "v", listKind: kind, term: "md5:00",
            category: category, locator: place(path))
    }

    static func artefact(_ category: String, _ proof: String, _ name: String = "BleachBit") -> Hit {
        Hit(
            analyzer: "artefact", list: "software-artefacts", listVersion: "v", term: name, category: category,
            locator: place("Users/a/" + proof), encoding: "path", context: proof)
    }

    static func history(_ category: String, _ term: String, field: String = "search-term", said: String? = nil) -> Hit {
        Hit(
            analyzer: "history", list: "phrases", listVersion: "v", term: term, category: category,
            locator: place("Users/a/History"), encoding: field, context: said ?? term)
    }

    static func keyword(_ category: String?, _ term: String, _ path: String = "Users/a/History") -> Hit {
        Hit(
            analyzer: "keyword", list: "phrases", listVersion: "v", term: term, category: category,
            locator: place(path, at: 12), encoding: "utf-8", context: "... \(term) ...")
    }

    static func place(_ path: String, at offset: UInt64? = nil) -> Locator {
        Locator(
            volumeOffset: 1_048_576, fileSystem: "ntfs", metaAddress: 64, attribute: "128-1", path: RawPath(path),
            state: .allocated, byteOffset: offset)
    }

    /// The 48 devices of the design's section 1.
    static var all: [DeviceMaterial] {
        let found: [[Hit]] = [
            [digest("contraband", "1"), digest("contraband", "2", "Users/a/Pictures/2.jpg")],
            [digest("contraband", "1")],
            [artefact("elimination-software", "installed"), artefact("elimination-software", "executed")],
            [digest("notable", "borderline")],
            [history("third-party-risk", "phrase one"), keyword("third-party-risk", "phrase one")],
            [history("dark-web", "tor browser"), history("dark-web", "onion links")],
        ]
        let quiet = [[Hit]](repeating: [], count: 42)
        return (found + quiet).enumerated().map { device("ABC/\($0 + 1)", $1) }
    }
}
