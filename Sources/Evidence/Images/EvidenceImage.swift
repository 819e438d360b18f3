import CSleuthKit
import Foundation
import Model

/// One opened image: a medium's bytes, whatever it is kept in. For one thread.
package final class EvidenceImage {
    package let path: String
    /// `raw`, `split-raw`, `ewf`, `vmdk`, `vhd`, `aff`.
    package let container: String
    /// Bytes of the medium.
    package let size: UInt64
    package let storedDigests: [String]
    package let segmentPaths: [String]
    let handle: OpaquePointer
    /// Nil where the image has no holes.
    let sparse: SparseFile?

    /// Opens read-only by explicit container type.
    ///
    /// - Throws: `image-missing`, `image-unreadable`, `image-empty`, `unsupported-container`, `ewf-incomplete`,
    ///   `ewf-damaged`, `split-incomplete`, `image-damaged`.
    package init(path: String) throws(WinnowError) {
        self.path = path
        let ends = try SegmentFiles.ends(of: path)
        let kind = try ContainerKind(head: ends.head, tail: ends.tail, path: path)
        var digests: [String] = []
        var expected: UInt64?
        let type: Int
        switch kind {
        case .raw:
            segmentPaths = try SegmentFiles.raw(path)
            container = segmentPaths.count > 1 ? "split-raw" : "raw"
            type = CSK_RAW
        case .ewf:
            let set = try ExpertWitness(path: path)
            segmentPaths = set.segments
            digests = set.storedDigests
            expected = set.size
            container = "ewf"
            type = CSK_EWF
        case .vmdk: (segmentPaths, container, type) = ([path], "vmdk", CSK_VMDK)
        case .vhd: (segmentPaths, container, type) = ([path], "vhd", CSK_VHD)
        case .aff: (segmentPaths, container, type) = ([path], "aff", CSK_AFF)
        }
        var names: [UnsafePointer<CChar>?] = []
        for name in segmentPaths { names.append(UnsafePointer(strdup(name))) }
        defer { for name in names { free(UnsafeMutablePointer(mutating: name)) } }
        guard let opened = csk_image_open(Int32(names.count), names, Int32(type)) else {
            throw sleuthKitError("image-damaged", "the image \(path) cannot be opened as \(container)")
        }
        handle = opened
        size = csk_image_size(opened)
        storedDigests = digests
        sparse = container == "raw" ? SparseFile(path: path) : nil
        if let expected, expected != size {
            csk_image_close(opened)
            throw WinnowError("ewf-incomplete", "the E01 set \(path) gives \(size) of its \(expected) bytes")
        }
    }

    deinit { csk_image_close(handle) }

    /// - Returns: bytes read; fewer than asked for only at the end.
    package func read(into buffer: UnsafeMutableRawBufferPointer, at offset: UInt64) throws(WinnowError) -> Int {
        guard offset < size else { return 0 }
        let length = min(UInt64(buffer.count), size - offset)
        let got = csk_image_read(handle, offset, buffer.baseAddress, length)
        guard got >= 0 else { throw sleuthKitError("read-error", "the image cannot be read at byte \(offset)") }
        return Int(got)
    }
}
