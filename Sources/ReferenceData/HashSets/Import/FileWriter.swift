import Foundation
import Glibc
import Model

/// Writes a stretch of a file through a buffer; several may write their own stretches of one file.
struct FileWriter: ~Copyable {
    let path: String
    private let descriptor: Int32
    private var offset: Int
    private var buffer: [UInt8] = []

    /// - Parameter offset: where to begin; the file is made when it is not there, and never cut.
    init(path: String, at offset: Int = 0) throws(WinnowError) {
        let opened = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        guard opened >= 0 else { throw Self.failure(path, errno) }
        self.path = path
        self.offset = offset
        descriptor = opened
        buffer.reserveCapacity(256 << 10)
    }

    deinit { close(descriptor) }

    mutating func write(_ bytes: UnsafeRawBufferPointer) throws(WinnowError) {
        buffer.append(contentsOf: bytes)
        if buffer.count >= 256 << 10 { try flush() }
    }

    mutating func write(_ number: some FixedWidthInteger) throws(WinnowError) {
        try withUnsafeBytes(of: number.littleEndian) { bytes in
            Result { () throws(WinnowError) in try write(bytes) }
        }.get()
    }

    mutating func finish() throws(WinnowError) { try flush() }

    private mutating func flush() throws(WinnowError) {
        var done = 0
        while done < buffer.count {
            let (from, code) = buffer.withUnsafeBytes { bytes in
                (pwrite(descriptor, bytes.baseAddress.map { $0 + done }, bytes.count - done, offset), errno)
            }
            if from < 0, code == EINTR { continue }
            guard from > 0 else { throw Self.failure(path, code) }
            done += from
            offset += from
        }
        buffer.removeAll(keepingCapacity: true)
    }

    static func failure(_ path: String, _ code: Int32) -> WinnowError {
        WinnowError(
            "scratch-failed", "\(path) cannot be written or read back",
            remedy: "give room in a scratch folder with --scratch", cause: String(cString: strerror(code)))
    }
}

/// A folder of an import's own, removed with it.
final class ScratchFolder {
    private let folder: String
    private var made = 0

    /// - Parameter parent: nil for the system's folder of temporary files.
    init(in parent: String?) throws(WinnowError) {
        let parent = parent ?? FileManager.default.temporaryDirectory.path
        var template = Array((parent + "/winnow-import-XXXXXX").utf8CString)
        guard template.withUnsafeMutableBufferPointer({ $0.baseAddress.flatMap { mkdtemp($0) } }) != nil else {
            throw FileWriter.failure(parent, errno)
        }
        folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    /// A path that nothing has yet.
    func path(_ name: String) -> String {
        made += 1
        return "\(folder)/\(name)-\(made)"
    }
}
