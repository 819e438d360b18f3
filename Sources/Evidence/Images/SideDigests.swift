import Foundation
import Model

/// Digests of the medium that an acquisition tool wrote into a file beside the image: `md5sum` files, the logs of FTK Imager,
/// Guymager and dc3dd.
package enum SideDigests {
    private static let largest = 1 << 20
    private static let endings = ["md5", "sha1", "sha256", "txt", "log", "info"]
    private static let lengths = ["md5": 32, "sha1": 40, "sha256": 64]

    /// - Returns: `md5:...` with the name of the file that says so, in order of the files tried.
    package static func beside(_ path: String) -> [(digest: String, file: String)] {
        let stem = (path as NSString).deletingPathExtension
        var found: [(digest: String, file: String)] = []
        for base in stem == path ? [path] : [path, stem] {
            for ending in endings {
                guard let text = read(base + "." + ending) else { continue }
                let name = ((base + "." + ending) as NSString).lastPathComponent
                for digest in parse(text, ending: ending, image: (path as NSString).lastPathComponent)
                where !found.contains(where: { $0.digest == digest }) {
                    found.append((digest, name))
                }
            }
        }
        return found
    }

    /// - Parameters:
    ///   - ending: names the algorithm where the text does not.
    ///   - image: of a list of several files, the one whose line counts.
    package static func parse(_ text: String, ending: String, image: String) -> [String] {
        let lines = text.split(whereSeparator: \.isNewline).prefix(10_000)
        if let length = lengths[ending] {
            let entries = lines.compactMap { line in
                word(of: length, in: line).map { (digest: $0, isImage: line.hasSuffix(image)) }
            }
            let chosen = entries.first { $0.isImage } ?? (entries.count == 1 ? entries.first : nil)
            return chosen.map { ["\(ending):\($0.digest)"] } ?? []
        }
        var found: [String] = []
        for (name, length) in lengths.sorted(by: { $0.key < $1.key }) {
            for line in lines where line.lowercased().replacing("-", with: "").contains(name) {
                guard let digest = word(of: length, in: line) else { continue }
                if !found.contains("\(name):\(digest)") { found.append("\(name):\(digest)") }
            }
        }
        return found
    }

    /// The first run of exactly so many hexadecimal digits.
    private static func word(of length: Int, in line: Substring) -> String? {
        line.split { !$0.isASCII || !$0.isHexDigit }.first { $0.count == length }.map { $0.lowercased() }
    }

    private static func read(_ path: String) -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size > 0,
            status.st_size <= largest
        else { return nil }
        let bytes = [UInt8](unsafeUninitializedCapacity: Int(status.st_size)) { buffer, count in
            count = max(0, pread(descriptor, buffer.baseAddress, buffer.count, 0))
        }
        // FTK Imager writes its logs in UTF-8 or UTF-16LE.
        let wide = bytes.starts(with: [0xFF, 0xFE])
        return String(decoding: wide ? bytes.filter { $0 != 0 && $0 < 0x80 } : bytes, as: UTF8.self)
    }
}
