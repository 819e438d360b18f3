import Digests
import Foundation
import Model

/// A folder that is written under another name and gets its own when all of it is there, with a list of its files'
/// digests that `sha256sum -c` reads.
final class ArchiveFolder {
    static let list = "MANIFEST.sha256"

    private let path: String
    private let fresh: String
    private var digests: [String: String] = [:]

    /// - Throws: `archive-exists` when `path` is there already.
    init(_ path: String) throws {
        guard !FileManager.default.fileExists(atPath: path) else {
            throw WinnowError("archive-exists", "\(path) is there already", remedy: "choose another folder")
        }
        self.path = path
        fresh = path + ".part-\(ProcessInfo.processInfo.processIdentifier)"
        do {
            try FileManager.default.createDirectory(atPath: fresh, withIntermediateDirectories: true)
        } catch {
            throw Self.failed(path, error)
        }
    }

    deinit { try? FileManager.default.removeItem(atPath: fresh) }

    /// Writes one file as `body` gives its text.
    func file(_ name: String, _ body: (@escaping (String) -> Void) async throws -> Void) async throws {
        let target = fresh + "/" + name
        try FileManager.default.createDirectory(
            at: URL(fileURLWithPath: target).deletingLastPathComponent(), withIntermediateDirectories: true)
        guard FileManager.default.createFile(atPath: target, contents: nil),
            let handle = FileHandle(forWritingAtPath: target)
        else { throw Self.failed(target, nil) }
        defer { try? handle.close() }
        let digest = RunningDigest(.sha256)
        var failure: (any Error)?
        try await body { text in
            guard failure == nil else { return }
            let bytes = Data(text.utf8)
            bytes.withUnsafeBytes { digest.update($0) }
            do { try handle.write(contentsOf: bytes) } catch { failure = error }
        }
        if let failure { throw Self.failed(target, failure) }
        try handle.synchronize()
        digests[name] = Hex.string(digest.finish())
    }

    func file(_ name: String, bytes: [UInt8]) throws {
        let target = fresh + "/" + name
        do {
            try FileManager.default.createDirectory(
                at: URL(fileURLWithPath: target).deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(bytes).write(to: URL(fileURLWithPath: target))
            try Self.flush(target)
        } catch {
            throw Self.failed(target, error)
        }
        digests[name] = Hex.string(RunningDigest.of(bytes))
    }

    /// Gives the folder its name; the digest of its list.
    func finish() throws -> String {
        let text = digests.sorted { $0.key < $1.key }.map { "\($0.value)  \($0.key)\n" }.joined()
        do {
            try Data(text.utf8).write(to: URL(fileURLWithPath: fresh + "/" + Self.list))
            try Self.flush(fresh + "/" + Self.list)
            for folder in Set(digests.keys.map { URL(fileURLWithPath: $0).deletingLastPathComponent().relativePath }) {
                try Self.flush(fresh + "/" + folder)
            }
            try Self.flush(fresh)
            try FileManager.default.moveItem(atPath: fresh, toPath: path)
            try Self.flush(URL(fileURLWithPath: path).deletingLastPathComponent().path)
        } catch {
            throw Self.failed(path, error)
        }
        return Hex.string(RunningDigest.of(text))
    }

    /// Reads an archive through again.
    ///
    /// - Throws: `archive-differs` unless its list has `digest` and every file is as the list says.
    static func verify(_ path: String, digest: String) throws {
        func differs(_ what: String) -> WinnowError {
            WinnowError(
                "archive-differs", "\(path): \(what)", remedy: "nothing was deleted; find the archive as it was written"
            )
        }
        guard let text = FileManager.default.contents(atPath: path + "/" + list) else { throw differs("no \(list)") }
        guard Hex.string(RunningDigest.of([UInt8](text))) == digest else {
            throw differs("\(list) is not the one that was recorded")
        }
        for line in String(decoding: text, as: UTF8.self).split(separator: "\n") {
            let name = String(line.dropFirst(66))
            guard let handle = FileHandle(forReadingAtPath: path + "/" + name) else { throw differs("no \(name)") }
            defer { try? handle.close() }
            let found = RunningDigest(.sha256)
            while let piece = try handle.read(upToCount: 1 << 20), !piece.isEmpty {
                piece.withUnsafeBytes { found.update($0) }
            }
            guard Hex.string(found.finish()) == line.prefix(64) else { throw differs("\(name) is altered") }
        }
    }

    /// On the disk, not only in its cache: what is archived is deleted elsewhere.
    private static func flush(_ path: String) throws {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failed(path, nil) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw failed(path, nil) }
    }

    private static func failed(_ path: String, _ error: (any Error)?) -> WinnowError {
        WinnowError(
            "archive-write", "\(path) cannot be written", remedy: "choose a folder that can be written, with room",
            cause: error.map { "\($0)" })
    }
}
