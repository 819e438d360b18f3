import CDeflate
import CEWF
import Model

/// The chunks of an E01 set, each inflated and checked once for all reads that touch it in a row. For one thread.
///
/// libewf finds and reads them; libdeflate inflates, in half of zlib's time. Reading through libewf as a whole inflates a
/// chunk again for each read, and fills in zeros for a damaged one.
final class ExpertWitnessChunks {
    private struct Slot {
        var chunk: UInt64
        var count: Int
        var lastUse: UInt64
        let bytes: UnsafeMutableRawBufferPointer
    }

    /// Chunks are 32 KiB as a rule; of huge ones only one is kept.
    private static let keptBytes = 1 << 20
    private static let checksumBytes = 4
    private static let mostDamaged = 100_000

    /// Bytes of the medium, and of a chunk of it; the last may be shorter.
    private let size: UInt64
    private let chunkSize: Int
    private let handle: UnsafeMutablePointer<libewf_handle_t>?
    private let inflater = libdeflate_alloc_decompressor()
    private let stored: UnsafeMutableRawBufferPointer
    private var slots: [Slot]
    private var uses: UInt64 = 0
    private var damaged: Set<UInt64> = []

    /// - Parameter handle: its owner keeps it open, and reads nothing else through it.
    init(_ handle: UnsafeMutablePointer<libewf_handle_t>?, size: UInt64, chunkSize: Int) {
        self.handle = handle
        self.size = size
        self.chunkSize = chunkSize
        // What does not shrink is not compressed, but a hostile one may say so.
        stored = .allocate(byteCount: 2 * chunkSize + 64, alignment: 64)
        slots = (0..<max(1, min(16, Self.keptBytes / chunkSize))).map { _ in
            Slot(chunk: .max, count: 0, lastUse: 0, bytes: .allocate(byteCount: chunkSize, alignment: 64))
        }
    }

    deinit {
        libdeflate_free_decompressor(inflater)
        stored.deallocate()
        for slot in slots { slot.bytes.deallocate() }
    }

    /// Fills the buffer, which lies within the medium.
    ///
    /// - Returns: false when a part of it is in a chunk that is not there or fails its checksum.
    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: UInt64) -> Bool {
        var filled = 0
        while filled < buffer.count {
            let place = offset + UInt64(filled)
            let chunk = place / UInt64(chunkSize)
            let skipped = Int(place % UInt64(chunkSize))
            let length = Int(min(UInt64(chunkSize), size - chunk * UInt64(chunkSize)))
            let count = min(length - skipped, buffer.count - filled)
            let target = UnsafeMutableRawBufferPointer(rebasing: buffer[filled..<(filled + count)])
            if count == length, !slots.contains(where: { $0.chunk == chunk }) {
                guard load(chunk, into: target) else { return false }
            } else {
                guard let bytes = kept(chunk, length) else { return false }
                target.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[skipped..<(skipped + count)]))
            }
            filled += count
        }
        return true
    }

    private func kept(_ chunk: UInt64, _ length: Int) -> UnsafeRawBufferPointer? {
        uses += 1
        if let index = slots.firstIndex(where: { $0.chunk == chunk }) {
            slots[index].lastUse = uses
            return UnsafeRawBufferPointer(slots[index].bytes)
        }
        guard let index = slots.indices.min(by: { slots[$0].lastUse < slots[$1].lastUse }) else { return nil }
        slots[index].chunk = .max
        guard load(chunk, into: UnsafeMutableRawBufferPointer(rebasing: slots[index].bytes[..<length])) else {
            return nil
        }
        slots[index].chunk = chunk
        slots[index].lastUse = uses
        return UnsafeRawBufferPointer(slots[index].bytes)
    }

    private func load(_ chunk: UInt64, into target: UnsafeMutableRawBufferPointer) -> Bool {
        guard !damaged.contains(chunk) else { return false }
        let isWhole = inflate(chunk, into: target)
        if !isWhole, damaged.count < Self.mostDamaged { damaged.insert(chunk) }
        return isWhole
    }

    /// One chunk as it is stored: compressed with a checksum within, or plain with one behind it (EWF specification, 3.8).
    private func inflate(_ chunk: UInt64, into target: UnsafeMutableRawBufferPointer) -> Bool {
        var isCompressed: Int8 = 0
        var hasChecksum: Int8 = 0
        var checksum: UInt32 = 0
        var checksumAsStored: UInt32 = 0
        guard libewf_handle_seek_offset(handle, off64_t(clamping: chunk * UInt64(chunkSize)), SEEK_SET, nil) >= 0
        else { return false }
        let got = libewf_handle_read_chunk(
            handle, stored.baseAddress, stored.count, &isCompressed, &checksumAsStored, &checksum, &hasChecksum, nil)
        guard got > 0 else { return false }
        if isCompressed != 0 {
            // A last chunk may be filled up: what lies beyond the medium is not wanted.
            var inflated = 0
            let result = libdeflate_zlib_decompress(
                inflater, stored.baseAddress, got, target.baseAddress, target.count, &inflated)
            if result == LIBDEFLATE_SUCCESS { return inflated == target.count }
            return result == LIBDEFLATE_INSUFFICIENT_SPACE && target.count < chunkSize && inflatePadded(got, target)
        }
        // A plain chunk without a checksum is none: nothing would tell damage.
        guard got == target.count + Self.checksumBytes || (hasChecksum != 0 && got == target.count) else {
            return false
        }
        target.copyMemory(from: UnsafeRawBufferPointer(rebasing: stored[..<target.count]))
        let stated =
            hasChecksum != 0
            ? checksum : UInt32(littleEndian: stored.loadUnaligned(fromByteOffset: target.count, as: UInt32.self))
        return libdeflate_adler32(1, target.baseAddress, target.count) == stated
    }

    private func inflatePadded(_ got: Int, _ target: UnsafeMutableRawBufferPointer) -> Bool {
        let whole = UnsafeMutableRawBufferPointer.allocate(byteCount: chunkSize, alignment: 64)
        defer { whole.deallocate() }
        var inflated = 0
        guard
            libdeflate_zlib_decompress(inflater, stored.baseAddress, got, whole.baseAddress, chunkSize, &inflated)
                == LIBDEFLATE_SUCCESS, inflated >= target.count
        else { return false }
        target.copyMemory(from: UnsafeRawBufferPointer(rebasing: whole[..<target.count]))
        return true
    }
}
