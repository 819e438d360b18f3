import Analysis
import Evidence
import Model

/// The files in what Outlook wraps them in (`winmail.dat`).
final class TNEFReader: ContainerReader {
    private let parts: TNEFParts

    init(_ source: any ContainerSource) { parts = TNEFParts { try source.bytes(at: $0) } }

    func next() throws -> ContainerMember? {
        try parts.nextFile().map { ContainerMember(name: $0.name, size: $0.size, isEncrypted: false) }
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int { try parts.read(into: buffer) }
}
