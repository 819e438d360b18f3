import CSleuthKit
import Model

/// The content of one file, opened again by its address.
package final class EvidenceFile {
    private let handle: OpaquePointer
    private let attribute: AttributeName?
    // The file system's handle must outlive the file's.
    private let fileSystem: FileSystem
    package let size: UInt64
    /// Seconds since 1970 UTC.
    package let modified: Int64?
    package let accessed: Int64?
    package let changed: Int64?
    package let created: Int64?

    init(handle: OpaquePointer, attribute: AttributeName?, fileSystem: FileSystem) throws(WinnowError) {
        self.handle = handle
        self.attribute = attribute
        self.fileSystem = fileSystem
        let attributes = fileSystem.attributes(of: handle)
        if let attribute {
            guard let found = attributes.first(where: { $0.name == attribute }) else {
                csk_file_close(handle)
                throw WinnowError("attribute-gone", "the file has no attribute \(attribute.text) any more")
            }
            size = found.size
        } else {
            size = attributes.first { $0.isDefault }?.size ?? 0
        }
        var times: [Int64] = [0, 0, 0, 0]
        csk_file_times(handle, &times)
        modified = times[0] == 0 ? nil : times[0]
        accessed = times[1] == 0 ? nil : times[1]
        changed = times[2] == 0 ? nil : times[2]
        created = times[3] == 0 ? nil : times[3]
    }

    deinit { csk_file_close(handle) }

    /// - Returns: bytes read; 0 at the end.
    package func read(into buffer: UnsafeMutableRawBufferPointer, at offset: UInt64) throws(WinnowError) -> Int {
        guard offset < size, !buffer.isEmpty else { return 0 }
        let length = min(UInt64(buffer.count), size - offset)
        let got = csk_file_read(
            handle, attribute == nil, attribute?.type ?? 0, attribute?.id ?? 0, offset, buffer.baseAddress, length)
        guard got >= 0 else { throw sleuthKitError("read-error", "a file cannot be read at byte \(offset)") }
        return Int(got)
    }

    /// The whole content, if it is not larger than `limit`.
    package func readAll(limit: Int) throws(WinnowError) -> [UInt8] {
        guard size <= UInt64(limit) else { throw WinnowError("too-large", "a file is larger than \(limit) bytes") }
        var failure: WinnowError?
        let bytes = [UInt8](unsafeUninitializedCapacity: max(1, Int(size))) { buffer, filled in
            do {
                while filled < Int(size) {
                    let rest = UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[filled...])
                    let got = try read(into: rest, at: UInt64(filled))
                    guard got > 0 else { break }
                    filled += got
                }
            } catch let error as WinnowError { failure = error } catch {}
        }
        if let failure { throw failure }
        return bytes
    }
}
