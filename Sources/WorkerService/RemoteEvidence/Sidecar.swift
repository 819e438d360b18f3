/// A digest that lies beside a file, as `md5sum` and its relatives write it; pure.
package enum Sidecar {
    /// Endings behind the file's name, the strongest first.
    package static let algorithms = ["sha256", "sha1", "md5"]
    /// Bytes of one at most: it may list many files.
    static let most = 1 << 20

    /// The digest of `file` in lower-case hexadecimal; nil when there is none in the text.
    package static func digest(in text: String, of file: String, algorithm: String) -> String? {
        let length = ["md5": 32, "sha1": 40, "sha256": 64][algorithm] ?? 0
        let lines = text.split(whereSeparator: \.isNewline)
        for line in lines {
            let words = line.split(maxSplits: 1, whereSeparator: { $0 == " " || $0 == "\t" })
            guard let value = words.first?.lowercased(), value.utf8.count == length,
                value.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
            else { continue }
            // One without a name is of the file that it lies beside.
            guard words.count == 2 else { return lines.count == 1 ? value : nil }
            let name = words[1].drop { " *\t".contains($0) }.split(separator: "/").last.map(String.init) ?? ""
            if name.trimmingEnd == file { return value }
        }
        return nil
    }
}

extension String {
    fileprivate var trimmingEnd: String {
        var text = self
        while text.last?.isWhitespace == true { text.removeLast() }
        return text
    }
}
