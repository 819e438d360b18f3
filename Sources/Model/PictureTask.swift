/// What a job is to recognise: the files of a scanned shard that are pictures or hold some.
package struct PictureTask: Hashable, Sendable {
    /// Tesseract's names, joined by `+`.
    package var languages: String
    /// How many pictures the scan has seen in these files.
    package var pictures: UInt64
    /// Sealed.
    package var shard: [UInt8]

    package init(languages: String, pictures: UInt64, shard: [UInt8]) {
        self.languages = languages
        self.pictures = pictures
        self.shard = shard
    }

    /// The length of the languages in one byte, they, the pictures in eight (little endian), the shard.
    package var bytes: [UInt8] {
        let name = languages.utf8.prefix(255)
        return [UInt8(name.count)] + name + (0..<8).map { UInt8(truncatingIfNeeded: pictures >> (8 * UInt64($0))) }
            + shard
    }

    package init(bytes: [UInt8]) throws(WinnowError) {
        let start = 1 + Int(bytes.first ?? 0)
        guard bytes.count >= start + 8 else {
            throw WinnowError("pack-damaged", "what a job is to recognise is cut off")
        }
        languages = String(decoding: bytes[1..<start], as: UTF8.self)
        pictures = bytes[start..<start + 8].reversed().reduce(0) { $0 << 8 | UInt64($1) }
        shard = Array(bytes[(start + 8)...])
    }

    /// Whether these are languages' names as Tesseract has them: `eng`, `deu+script/Latin`.
    package static func isLanguages(_ text: String) -> Bool {
        let names = text.split(separator: "+", omittingEmptySubsequences: false)
        return text.utf8.count <= 100
            && names.allSatisfy { name in
                !name.isEmpty && name.utf8.first != UInt8(ascii: "/")
                    && name.utf8.allSatisfy { $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "/") || $0.isLetterOrDigit }
            }
    }
}

extension UInt8 {
    fileprivate var isLetterOrDigit: Bool {
        (0x30...0x39).contains(self) || (0x41...0x5A).contains(self) || (0x61...0x7A).contains(self)
    }
}
