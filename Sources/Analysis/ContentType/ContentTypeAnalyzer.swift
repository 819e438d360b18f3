/// The media type of a file by its first bytes.
package final class ContentTypeAnalyzer: Analyzer {
    package let name = "type"
    private var head: [UInt8] = []

    package init() { head.reserveCapacity(ContentType.headBytes) }

    package func begin(_ item: ScanItem) { head.removeAll(keepingCapacity: true) }

    package func consume(_ bytes: UnsafeRawBufferPointer, at offset: UInt64) {
        let missing = ContentType.headBytes - head.count
        if missing > 0 { head.append(contentsOf: bytes.prefix(missing)) }
    }

    package func end(_ item: ScanItem, complete: Bool, into report: inout ItemReport) {
        report.type = head.withUnsafeBytes { ContentType.sniff($0) }
    }

    package func analyze(_ group: ArenaGroup, into reports: inout [ItemReport]) {
        for index in 0..<min(group.count, reports.count) {
            let bytes = group.bytes(index)
            reports[index].type = ContentType.sniff(
                UnsafeRawBufferPointer(rebasing: bytes.prefix(ContentType.headBytes)))
        }
    }
}
