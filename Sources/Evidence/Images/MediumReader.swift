import CSleuthKit
import Model

/// Gives the bytes of a medium that lies in no file of this host.
package protocol MediumReader: AnyObject {
    /// Bytes of the medium.
    var size: UInt64 { get }
    var sectorSize: UInt32 { get }
    /// Fills `buffer`, which lies within the size; false when that cannot be.
    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: UInt64) -> Bool
}

extension MediumReader {
    package var sectorSize: UInt32 { 512 }
}

/// A reader as libtsk calls it.
final class MediumSource {
    private let reader: any MediumReader

    init(_ reader: any MediumReader) { self.reader = reader }

    /// The image must be closed before this goes.
    func open() -> OpaquePointer? {
        csk_image_open_external(reader.size, reader.sectorSize, Unmanaged.passUnretained(self).toOpaque()) {
            context, offset, buffer, length in
            guard let context else { return false }
            let source = Unmanaged<MediumSource>.fromOpaque(context).takeUnretainedValue()
            return source.reader.read(
                into: UnsafeMutableRawBufferPointer(start: buffer, count: Int(length)), at: offset)
        }
    }

    /// Fewer only at the end.
    func bytes(at offset: UInt64, count: Int) throws(WinnowError) -> [UInt8] {
        var isRead = true
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            let wanted = Int(min(UInt64(count), reader.size - min(offset, reader.size)))
            let target = UnsafeMutableRawBufferPointer(UnsafeMutableBufferPointer(rebasing: buffer[..<wanted]))
            isRead = target.isEmpty || reader.read(into: target, at: offset)
            filled = isRead ? wanted : 0
        }
        guard isRead else { throw WinnowError("read-error", "the image cannot be read at byte \(offset)") }
        return bytes
    }
}
