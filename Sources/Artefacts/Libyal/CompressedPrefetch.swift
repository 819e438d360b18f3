import CFwnt
import Model

/// The `MAM` form of Prefetch files, of Windows 8 and later: a header of 8 bytes, then LZXPRESS Huffman
/// (Microsoft, [MS-XCA]; libyal, "Windows Prefetch File format").
package enum CompressedPrefetch {
    static let mark: [UInt8] = [0x4D, 0x41, 0x4D]
    private static let limit = 64 << 20

    /// - Returns: the file as it was before compression.
    /// - Throws: `prefetch-damaged`.
    package static func expanded(_ bytes: UnsafeRawBufferPointer) throws(WinnowError) -> [UInt8] {
        guard bytes.count > 8, let start = bytes.bindMemory(to: UInt8.self).baseAddress else { throw damaged }
        let size = Int(UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 4, as: UInt32.self)))
        guard size > 8, size <= limit else { throw damaged }
        var count = size
        var failed = false
        let file = [UInt8](unsafeUninitializedCapacity: size) { output, filled in
            failed =
                libfwnt_lzxpress_huffman_decompress(start + 8, bytes.count - 8, output.baseAddress, &count, nil) != 1
            filled = failed ? 0 : min(count, size)
        }
        guard !failed else { throw damaged }
        return file
    }

    private static var damaged: WinnowError {
        WinnowError("prefetch-damaged", "a Prefetch file could not be decompressed")
    }
}
