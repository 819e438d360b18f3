import Digests
import Foundation
import Model

/// Writes the content of reference data to a file as it comes and holds it to its digest: never half a file, never a wrong one.
package final class ReferenceFile {
    private let path: String
    private let temporary: String
    private let handle: FileHandle
    private let digest = RunningDigest(.sha256)
    private var isFinished = false

    /// - Parameter path: where the file is to be; others see it there only once it is whole.
    package init(path: String) throws(WinnowError) {
        self.path = path
        temporary = path + ".part-\(getpid())-\(UInt32.random(in: 0 ... .max))"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw Self.failure(path, String(cString: strerror(errno))) }
        handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    }

    deinit { if !isFinished { unlink(temporary) } }

    package func write(_ piece: [UInt8]) throws(WinnowError) {
        piece.withUnsafeBytes { digest.update($0) }
        do { try handle.write(contentsOf: piece) } catch { throw Self.failure(path, "\(error)") }
    }

    /// Puts the file in its place, readable for its owner alone.
    ///
    /// Throws `reference-damaged` when it is not what its digest says.
    package func finish(digest wanted: String) throws(WinnowError) {
        guard Hex.string(digest.finish()) == wanted else {
            throw WinnowError(
                "reference-damaged", "reference data \(wanted.prefix(12)) is not what its digest says",
                remedy: "import it again under a new name")
        }
        guard fsync(handle.fileDescriptor) == 0, fchmod(handle.fileDescriptor, 0o400) == 0,
            rename(temporary, path) == 0
        else { throw Self.failure(path, String(cString: strerror(errno))) }
        isFinished = true
    }

    static func failure(_ path: String, _ cause: String) -> WinnowError {
        WinnowError(
            "cache-write", "reference data cannot be kept at \(path)", remedy: "give a folder that can be written",
            cause: cause)
    }
}
