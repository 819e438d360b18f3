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
    /// What the container says of its acquisition, by libewf's names.
    package let acquisition: [String: String]
    package let segmentPaths: [String]
    let handle: OpaquePointer
    /// Nil where the image has no holes.
    let sparse: SparseFile?
    /// Where the bytes come from, if not from files; libtsk holds no reference to it.
    private let medium: MediumSource?

    /// Opens read-only by explicit container type.
    ///
    /// - Throws: `image-missing`, `image-unreadable`, `image-empty`, `unsupported-container`, `ewf-incomplete`,
    ///   `ewf-damaged`, `split-incomplete`, `parent-missing`, `image-damaged`.
    package init(path: String) throws(WinnowError) {
        self.path = path
        let ends = try SegmentFiles.ends(of: path)
        let kind = try ContainerKind(head: ends.head, tail: ends.tail, path: path)
        if kind == .vmdk { try DiskParent.refuse(head: ends.head, path: path) }
        let set = kind == .ewf ? try ExpertWitnessSet(path: path) : nil
        medium = set.map { MediumSource($0) }
        switch kind {
        case .raw:
            segmentPaths = try SegmentFiles.raw(path)
            container = segmentPaths.count > 1 ? "split-raw" : "raw"
        case .ewf: (segmentPaths, container) = (set?.segments ?? [path], "ewf")
        case .vmdk: (segmentPaths, container) = ([path], "vmdk")
        case .vhd: (segmentPaths, container) = ([path], "vhd")
        case .aff: (segmentPaths, container) = ([path], "aff")
        }
        guard let opened = medium.map({ $0.open() }) ?? Self.open(segmentPaths, as: kind) else {
            throw sleuthKitError("image-damaged", "the image \(path) cannot be opened as \(container)")
        }
        handle = opened
        size = csk_image_size(opened)
        storedDigests = set?.storedDigests ?? []
        acquisition = set?.acquisition ?? [:]
        sparse = container == "raw" ? SparseFile(path: path) : nil
        // A difference to another disk opens, and then nothing of it can be read.
        if kind == .vhd,
            withUnsafeTemporaryAllocation(byteCount: 512, alignment: 8, { (try? read(into: $0, at: 0)) }) == nil
        {
            throw sleuthKitError(
                "parent-missing", "the image \(path) cannot be read: it may be a difference to a parent disk",
                remedy: DiskParent.remedy)
        }
    }

    /// Opens a raw image whose bytes somebody else reads.
    ///
    /// - Parameter name: what it is called in errors.
    /// - Throws: `whole-image-needed` when it is in a container that only files can be opened in,
    ///   `unsupported-container`, `image-damaged`.
    package init(_ reader: any MediumReader, name: String) throws(WinnowError) {
        path = name
        size = reader.size
        let medium = MediumSource(reader)
        self.medium = medium
        let head = try medium.bytes(at: 0, count: 4_096)
        let tail = try medium.bytes(at: size - min(size, 512), count: 512)
        guard try ContainerKind(head: head, tail: tail, path: name) == .raw else {
            throw WinnowError("whole-image-needed", "the image \(name) cannot be read by parts")
        }
        (container, segmentPaths, storedDigests, acquisition, sparse) = ("raw", [], [], [:], nil)
        guard let opened = medium.open() else { throw sleuthKitError("image-damaged", "\(name) cannot be opened") }
        handle = opened
    }

    deinit { csk_image_close(handle) }

    private static func open(_ paths: [String], as kind: ContainerKind) -> OpaquePointer? {
        let type =
            switch kind {
            case .raw, .ewf: CSK_RAW
            case .vmdk: CSK_VMDK
            case .vhd: CSK_VHD
            case .aff: CSK_AFF
            }
        let names = paths.map { UnsafePointer(strdup($0)) }
        defer { for name in names { free(UnsafeMutablePointer(mutating: name)) } }
        return csk_image_open(Int32(names.count), names, Int32(type))
    }

    /// - Returns: bytes read; fewer than asked for only at the end.
    package func read(into buffer: UnsafeMutableRawBufferPointer, at offset: UInt64) throws(WinnowError) -> Int {
        guard offset < size else { return 0 }
        let length = min(UInt64(buffer.count), size - offset)
        let got = csk_image_read(handle, offset, buffer.baseAddress, length)
        guard got >= 0 else { throw sleuthKitError("read-error", "the image cannot be read at byte \(offset)") }
        return Int(got)
    }
}
