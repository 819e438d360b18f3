import Model

/// The media type of a file by its first bytes, and whether it is a container of others.
package final class ContentTypeAnalyzer: Analyzer {
    package let name = "type"
    private var head: [UInt8] = []
    private var mark: [UInt8] = []

    package init() { head.reserveCapacity(ContentType.headBytes) }

    package func begin(_ item: ScanItem) {
        head.removeAll(keepingCapacity: true)
        mark.removeAll(keepingCapacity: true)
    }

    package func consume(_ bytes: UnsafeRawBufferPointer, at offset: UInt64) {
        let missing = ContentType.headBytes - head.count
        if missing > 0 { head.append(contentsOf: bytes.prefix(missing)) }
        guard offset < UInt64(ContainerMagic.isoMark.upperBound) else { return }
        mark.append(contentsOf: Self.mark(bytes, at: Int(offset)))
    }

    package func end(_ item: ScanItem, complete: Bool, into report: inout ItemReport) {
        head.withUnsafeBytes { Self.judge($0, mark, &report) }
    }

    package func analyze(_ group: ArenaGroup, into reports: inout [ItemReport]) {
        for index in 0..<min(group.count, reports.count) {
            let bytes = group.bytes(index)
            let head = UnsafeRawBufferPointer(rebasing: bytes.prefix(ContentType.headBytes))
            Self.judge(head, Self.mark(bytes, at: 0), &reports[index])
        }
    }

    /// The part of an ISO 9660 mark that lies in these bytes.
    private static func mark(_ bytes: UnsafeRawBufferPointer, at offset: Int) -> Slice<UnsafeRawBufferPointer> {
        let range = ContainerMagic.isoMark
        let start = min(max(range.lowerBound - offset, 0), bytes.count)
        return bytes[start..<max(start, min(range.upperBound - offset, bytes.count))]
    }

    private static func judge(
        _ head: UnsafeRawBufferPointer, _ mark: some Sequence<UInt8>, _ report: inout ItemReport
    ) {
        report.container = ContainerMagic.format(head, mark: mark)
        report.type = ContentType.sniff(head)
        if report.container == .iso { report.type = "application/x-iso9660-image" }
    }
}
