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
    /// Gives the bytes of an E01; must outlive the handle.
    private let set: ExpertWitnessSet?

    /// Opens read-only by explicit container type.
    ///
    /// - Throws: `image-missing`, `image-unreadable`, `image-empty`, `unsupported-container`, `ewf-incomplete`,
    ///   `ewf-damaged`, `split-incomplete`, `image-damaged`.
    package init(path: String) throws(WinnowError) {
        self.path = path
        let ends = try SegmentFiles.ends(of: path)
        let kind = try ContainerKind(head: ends.head, tail: ends.tail, path: path)
        let set = kind == .ewf ? try ExpertWitnessSet(path: path) : nil
        self.set = set
        switch kind {
        case .raw:
            segmentPaths = try SegmentFiles.raw(path)
            container = segmentPaths.count > 1 ? "split-raw" : "raw"
        case .ewf: (segmentPaths, container) = (set?.segments ?? [path], "ewf")
        case .vmdk: (segmentPaths, container) = ([path], "vmdk")
        case .vhd: (segmentPaths, container) = ([path], "vhd")
        case .aff: (segmentPaths, container) = ([path], "aff")
        }
        guard let opened = set.map(Self.open) ?? Self.open(segmentPaths, as: kind) else {
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
            let error = sleuthKitError(
                "parent-missing", "the image \(path) cannot be read: it may be a difference to a parent disk",
                remedy: "merge it with its parent, or convert both to one raw image")
            throw error
        }
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

    private static func open(_ set: ExpertWitnessSet) -> OpaquePointer? {
        csk_image_open_source(set.size, set.sectorSize, Unmanaged.passUnretained(set).toOpaque()) {
            context, offset, buffer, length in
            guard let context, let buffer else { return -1 }
            let set = Unmanaged<ExpertWitnessSet>.fromOpaque(context).takeUnretainedValue()
            let bytes = UnsafeMutableRawBufferPointer(
                start: buffer, count: Int(clamping: min(length, set.size - min(offset, set.size))))
            return set.read(into: bytes, at: offset) ? Int64(bytes.count) : -1
        }
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
