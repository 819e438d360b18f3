import Foundation
import Model

extension ImageMaker.Container {
    /// Bytes of one segment of a split raw image.
    private static let segment = 16 << 20

    /// Puts a finished medium, which is used up, into the container; gives the path by which it is opened.
    ///
    /// - Parameter scratch: a folder for the tools' words.
    package func wrap(_ medium: String, as path: String, scratch: String) throws -> String {
        switch self {
        case .raw: try raw(medium, path)
        case .splitRaw: try split(medium, path)
        case .e01: try expertWitness(medium, path, scratch)
        }
    }

    private func raw(_ medium: String, _ path: String) throws -> String {
        guard rename(medium, path) == 0 else {
            throw WinnowError("cannot-write", "cannot make \(path)", cause: String(cString: strerror(errno)))
        }
        return path
    }

    private func split(_ medium: String, _ path: String) throws -> String {
        let attributes = try FileManager.default.attributesOfItem(atPath: medium)
        let size = (attributes[.size] as? Int) ?? 0
        for (index, start) in stride(from: 0, to: size, by: Self.segment).enumerated() {
            let length = min(Self.segment, size - start)
            let name = path + "." + Self.number(index + 1)
            try SparseFile.create(name, size: length)
            try SparseFile.copy(from: medium, to: name, at: 0, start: start, count: length)
        }
        return path + ".001"
    }

    private func expertWitness(_ medium: String, _ path: String, _ scratch: String) throws -> String {
        try? FileManager.default.removeItem(atPath: path + ".E01")
        try Tool.ewfacquirestream.run(
            [
                "-q", "-t", path, "-c", "deflate:fast", "-f", "encase6", "-d", "sha1", "-C", "DEMO", "-D", "synthetic",
                "-e", "winnow", "-E", "1", "-N", "synthetic sample image", "-m", "fixed", "-M", "physical",
            ], input: medium, scratch: scratch)
        return path + ".E01"
    }

    private static func number(_ value: Int) -> String {
        let text = String(value)
        return String(repeating: "0", count: max(0, 3 - text.count)) + text
    }
}
