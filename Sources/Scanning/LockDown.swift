import CProcess
import Foundation
import Model

/// The scanner's first act: it gives up what it does not need before it touches the first byte of evidence.
enum LockDown {
    /// Address space, not memory in use: libtsk and Vectorscan map generously.
    static let addressSpace: UInt64 = 1_536 << 20

    /// - Parameters:
    ///   - mapped: bytes of reference data that will be mapped, which count against the address space.
    ///   - segments: segment files of the image, which libewf keeps open all at once.
    ///   - cpuSeconds: CPU time of the whole process.
    ///   - parent: the worker's process; the scanner ends when it is gone.
    static func enter(mapped: UInt64, segments: Int, cpuSeconds: UInt64, parent: Int32) throws(WinnowError) {
        var limits = cprocess_limits(
            address_space: addressSpace &+ mapped, open_files: UInt64(max(256, segments + 64)), cpu_seconds: cpuSeconds)
        if let step = cprocess_lock_down(&limits, parent) {
            throw WinnowError(
                "sandbox-failed", "the scanner could not lock itself down (\(String(cString: step)))",
                cause: String(cString: strerror(errno)))
        }
    }
}
