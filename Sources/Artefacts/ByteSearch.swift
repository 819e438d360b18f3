import Foundation

extension UnsafeRawBufferPointer {
    /// Offset of the first place where `bytes` stand, from `start` on.
    func firstOffset(of bytes: [UInt8], from start: Int = 0) -> Int? {
        guard let base = baseAddress, let first = bytes.first, start >= 0 else { return nil }
        var offset = start
        while offset <= count - bytes.count {
            guard let found = memchr(base + offset, Int32(first), count - bytes.count - offset + 1) else { return nil }
            let place = UnsafeRawPointer(found) - base
            if memcmp(found, bytes, bytes.count) == 0 { return place }
            offset = place + 1
        }
        return nil
    }
}
