import Analysis
import Evidence
import Model

/// The files attached to the items of an Outlook mailbox.
final class OutlookReader: ContainerReader {
    private let mailbox: OutlookMailbox

    /// - Throws: `archive-damaged` where it is no such mailbox.
    init(_ source: any ContainerSource) throws {
        guard let size = source.size else {
            throw WinnowError("archive-too-large", "an Outlook file must be read in any order")
        }
        mailbox = OutlookMailbox(size: size) { buffer, offset in
            guard let bytes = try? source.bytes(at: offset).prefix(buffer.count) else { return -1 }
            buffer.copyBytes(from: bytes)
            return bytes.count
        }
        guard mailbox.isOpen else {
            throw WinnowError("archive-damaged", "an Outlook file is damaged or of an unknown kind")
        }
    }

    func next() throws -> ContainerMember? {
        guard let file = mailbox.nextFile() else {
            try mailbox.check()
            return nil
        }
        return ContainerMember(name: file.name, size: file.size, isEncrypted: false)
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int { try mailbox.read(into: buffer) }
}
