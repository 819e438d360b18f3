import Model

/// Where a container's bytes come from: the evidence itself, memory, or the container around it.
package protocol ContainerSource: AnyObject {
    /// Nil where the bytes come in order only.
    var size: UInt64? { get }

    /// The bytes from `offset` on, as many as are at hand; none at the end. Valid until the next call.
    ///
    /// A source without a size is asked in order, without gaps.
    func bytes(at offset: UInt64) throws -> UnsafeRawBufferPointer
}

/// A container that lies in memory, which its owner keeps.
package final class MemorySource: ContainerSource {
    private let content: UnsafeRawBufferPointer

    package init(_ content: UnsafeRawBufferPointer) { self.content = content }

    package var size: UInt64? { UInt64(content.count) }

    package func bytes(at offset: UInt64) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: content.dropFirst(Int(clamping: offset)))
    }
}

/// A container that is a file of the evidence.
package final class FileSource: ContainerSource {
    private static let chunk = 256 << 10
    private let file: EvidenceFile
    private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: chunk, alignment: 64)

    package init(_ file: EvidenceFile) { self.file = file }

    deinit { buffer.deallocate() }

    package var size: UInt64? { file.size }

    package func bytes(at offset: UInt64) throws -> UnsafeRawBufferPointer {
        let got = try file.read(into: buffer, at: offset)
        return UnsafeRawBufferPointer(rebasing: buffer[..<got])
    }
}
