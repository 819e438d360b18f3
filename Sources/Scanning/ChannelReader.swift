import Evidence
import Model

/// Reads an image by asking the worker for its bytes: the scanner has no network.
final class ChannelReader: MediumReader {
    let size: UInt64
    private let channel: FrameChannel

    init(_ channel: FrameChannel, size: UInt64) {
        self.channel = channel
        self.size = size
    }

    /// False only when the worker is gone, which the next message to it will show.
    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: UInt64) -> Bool {
        var filled = 0
        while filled < buffer.count {
            let length = min(EvidencePart.most, buffer.count - filled)
            let part = EvidencePart(offset: offset + UInt64(filled), length: length)
            guard (try? channel.send(ScannerReply.evidence(part))) != nil,
                let bytes = try? channel.receiveBytes(limit: length), bytes.count == length
            else { return false }
            bytes.withUnsafeBytes { UnsafeMutableRawBufferPointer(rebasing: buffer[filled...]).copyMemory(from: $0) }
            filled += length
        }
        return true
    }
}
