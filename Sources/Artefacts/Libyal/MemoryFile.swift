import CMemoryFile
import Model

/// Bytes of evidence as a file for libyal's libraries: nothing is copied, written or opened by name.
///
/// The bytes must outlive the value, and the value whatever is opened on it.
final class MemoryFile {
    let handle: UnsafeMutablePointer<libbfio_handle_t>?

    init(_ bytes: UnsafeRawBufferPointer) throws(WinnowError) {
        handle = bytes.bindMemory(to: UInt8.self).baseAddress.flatMap { cmemoryfile_open($0, bytes.count) }
        guard handle != nil else {
            throw WinnowError("artefact-damaged", "an artefact's bytes could not be opened")
        }
    }

    deinit { if let handle { cmemoryfile_close(handle) } }
}
