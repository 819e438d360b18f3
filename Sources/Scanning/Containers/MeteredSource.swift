import Evidence

/// Tells the meter how much of a file's bytes a container's reader has taken.
final class MeteredSource: ContainerSource {
    private let source: any ContainerSource
    private let meter: ContainerMeter

    init(_ source: any ContainerSource, _ meter: ContainerMeter) { (self.source, self.meter) = (source, meter) }

    var size: UInt64? { source.size }

    func bytes(at offset: UInt64) throws -> UnsafeRawBufferPointer {
        let bytes = try source.bytes(at: offset)
        try meter.move(bytes.count)
        return bytes
    }
}
