import CBfio
import Model

/// Bytes of evidence as a file for libyal's libraries: nothing is copied, written or opened by name.
///
/// The bytes must outlive the value, and the value whatever is opened on it.
final class MemoryFile {
    private(set) var handle: UnsafeMutablePointer<libbfio_handle_t>?

    init(_ bytes: UnsafeRawBufferPointer) throws(WinnowError) {
        guard let start = bytes.bindMemory(to: UInt8.self).baseAddress,
            libbfio_memory_range_initialize(&handle, nil) == 1,
            // Opened for reading only: the library's own type knows no constant bytes.
            libbfio_memory_range_set(handle, UnsafeMutablePointer(mutating: start), bytes.count, nil) == 1
        else {
            libbfio_handle_free(&handle, nil)
            throw WinnowError("artefact-damaged", "an artefact's bytes could not be opened")
        }
    }

    deinit { libbfio_handle_free(&handle, nil) }
}
