import CZstd
import Model

/// Zstandard (RFC 8878) in one call, with the size of the result bounded before memory is taken.
enum Zstd {
    static func compress(_ bytes: UnsafeRawBufferPointer, level: Int32 = 3) throws(WinnowError) -> [UInt8] {
        let bound = ZSTD_compressBound(bytes.count)
        var failed = false
        let result = [UInt8](unsafeUninitializedCapacity: bound) { buffer, count in
            let size = ZSTD_compress(buffer.baseAddress, bound, bytes.baseAddress, bytes.count, level)
            failed = ZSTD_isError(size) != 0
            count = failed ? 0 : size
        }
        if failed { throw WinnowError("pack-compress", "a pack could not be compressed") }
        return result
    }

    /// - Parameter expected: the exact size of the content, as the frame's header says.
    static func decompress(_ bytes: UnsafeRawBufferPointer, expected: Int) throws(WinnowError) -> [UInt8] {
        var size = 0
        let result = [UInt8](unsafeUninitializedCapacity: max(expected, 1)) { buffer, count in
            size = ZSTD_decompress(buffer.baseAddress, expected, bytes.baseAddress, bytes.count)
            count = ZSTD_isError(size) != 0 ? 0 : min(size, expected)
        }
        if ZSTD_isError(size) != 0 || size != expected {
            throw WinnowError("pack-damaged", "a pack's content does not decompress to its stated size")
        }
        return result
    }
}
