import Foundation
import Model

extension EvidenceImage {
    /// Tells what of a stretch of the medium is stored and what is a hole of a sparse image file, which reads as zeros
    /// and need not be read: a disk of terabytes may be a file of megabytes.
    ///
    /// Only for raw images in one file; elsewhere all counts as stored.
    package func stored(_ extent: Extent, _ found: (Extent, _ isHole: Bool) throws -> Void) rethrows {
        guard let sparse, extent.length > 0 else { return try found(extent, false) }
        var offset = extent.offset
        while offset < extent.end {
            let data = min(extent.end, max(offset, sparse.next(.data, from: offset) ?? extent.end))
            if data > offset { try found(Extent(offset: offset, length: data - offset), true) }
            guard data < extent.end else { return }
            // Where the file system cannot say, there are no holes.
            let hole = min(extent.end, max(data + 1, sparse.next(.hole, from: data) ?? extent.end))
            try found(Extent(offset: data, length: hole - data), false)
            offset = hole
        }
    }
}

/// Asks the file system where a file has no blocks.
final class SparseFile {
    /// `SEEK_DATA` and `SEEK_HOLE` of lseek(2), which Glibc's module map leaves out.
    enum Sought: Int32 {
        case data = 3
        case hole = 4
    }

    private let descriptor: Int32

    /// Nil where the file cannot be opened or has no holes.
    init?(path: String) {
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        var status = stat()
        guard fstat(descriptor, &status) == 0, next(.hole, from: 0).map({ $0 < status.st_size }) == true else {
            close(descriptor)
            return nil
        }
    }

    deinit { close(descriptor) }

    /// The next place that is so; nil where there is none.
    func next(_ what: Sought, from offset: UInt64) -> UInt64? {
        let place = lseek(descriptor, off_t(clamping: offset), what.rawValue)
        return place < 0 ? nil : UInt64(place)
    }
}
