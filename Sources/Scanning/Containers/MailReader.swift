import Analysis
import Evidence
import Model

/// The files attached to a message, or to the messages of a mailbox.
final class MailReader: ContainerReader {
    private let parts: MailParts

    init(_ format: ContainerFormat, _ source: any ContainerSource) {
        parts = MailParts(isMailbox: format == .mailbox) { try source.bytes(at: $0) }
    }

    func next() throws -> ContainerMember? {
        try parts.nextFile().map { ContainerMember(name: $0.name, size: nil, isEncrypted: $0.isEncrypted) }
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int { try parts.read(into: buffer) }
}
