import Foundation
import Model

/// Gives libarchive the bytes of a source, from wherever it stands.
final class ContainerFeed {
    private let source: any ContainerSource
    private var position: UInt64 = 0
    /// What the source threw, which libarchive cannot carry.
    private(set) var failure: (any Error)?

    init(_ source: any ContainerSource) { self.source = source }

    var size: UInt64? { source.size }

    func read(_ buffer: UnsafeMutablePointer<UnsafeRawPointer?>) -> Int {
        do {
            let bytes = try source.bytes(at: position)
            position += UInt64(bytes.count)
            buffer.pointee = bytes.baseAddress
            return bytes.count
        } catch {
            failure = error
            return -1
        }
    }

    func seek(_ offset: Int64, _ whence: Int32) -> Int64 {
        guard let size = source.size else { return -1 }
        let base: Int64 =
            switch whence {
            case SEEK_SET: 0
            case SEEK_CUR: Int64(clamping: position)
            default: Int64(clamping: size)
            }
        let sum = base.addingReportingOverflow(offset)
        guard !sum.overflow, sum.partialValue >= 0, sum.partialValue <= Int64(clamping: size) else { return -1 }
        position = UInt64(sum.partialValue)
        return sum.partialValue
    }

    /// - Returns: bytes passed over.
    func skip(_ count: Int64) -> Int64 {
        guard let size = source.size, count > 0 else { return 0 }
        let step = min(UInt64(count), size - min(size, position))
        position += step
        return Int64(step)
    }
}
