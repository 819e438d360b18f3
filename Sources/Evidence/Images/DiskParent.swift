import Foundation
import Model

/// A VMware disk that holds only the differences to another says so in its descriptor (Virtual Disk Format 5.0). libtsk opens
/// it all the same, and what the parent holds reads as zeros: a device would look empty.
enum DiskParent {
    static let remedy = "merge it with its parent, or convert both to one raw image"
    private static let mostText = 64 << 10

    /// - Parameter head: the first bytes of the disk's file.
    /// - Throws: `parent-missing`.
    static func refuse(head: [UInt8], path: String) throws(WinnowError) {
        guard let text = try descriptor(head, path) else { return }
        guard let match = text.firstMatch(of: /parentCID[ \t]*=[ \t]*"?([0-9A-Fa-f]{1,8})/),
            UInt32(match.1, radix: 16) != .max
        else { return }
        throw WinnowError(
            "parent-missing", "the image \(path) holds only differences to a parent disk", remedy: remedy)
    }

    /// The text itself, or the place in a sparse disk where it lies; nil where there is none.
    private static func descriptor(_ head: [UInt8], _ path: String) throws(WinnowError) -> String? {
        guard head.starts(with: Array("KDMV".utf8)) else {
            return String(decoding: try SegmentFiles.bytes(of: path, at: 0, most: mostText), as: UTF8.self)
        }
        guard head.count >= 44 else { return nil }
        let (place, length) = head.withUnsafeBytes { head in
            (
                UInt64(littleEndian: head.loadUnaligned(fromByteOffset: 28, as: UInt64.self)),
                UInt64(littleEndian: head.loadUnaligned(fromByteOffset: 36, as: UInt64.self))
            )
        }
        guard place > 0, place < 1 << 40 else { return nil }
        let most = Int(min(UInt64(mostText), length.multipliedReportingOverflow(by: 512).partialValue))
        return String(decoding: try SegmentFiles.bytes(of: path, at: place * 512, most: most), as: UTF8.self)
    }
}
