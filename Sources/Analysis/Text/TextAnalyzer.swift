import Model

/// Takes text out of contents that do not hold it as plain bytes. What it gives is searched by the pipeline and kept in the
/// pack.
package final class TextAnalyzer: Analyzer {
    /// Bytes of the content of an item from any offset into a buffer; returns how many, negative on failure.
    package typealias Reader = (UnsafeMutableRawBufferPointer, UInt64) -> Int

    package let name = "text"
    private let reader: (ScanItem) -> Reader?
    /// The first bytes, until they tell what the content is.
    private var head: [UInt8] = []
    private var isDecided = false
    private var stream: (any TextStream)?

    private var item: ScanItem?

    /// - Parameter reader: gives one for an item that can be read in any order.
    package init(reader: @escaping (ScanItem) -> Reader? = { _ in nil }) { self.reader = reader }

    /// Loads what is loaded from files but once: character sets, poppler's tables. To be called before lock-down.
    package static func prepare() {
        Charsets.preload()
        _ = PDFText.prepare()
        _ = EntityNames.table.count
    }

    package func begin(_ item: ScanItem) {
        head.removeAll(keepingCapacity: true)
        isDecided = false
        stream = nil
        self.item = item
    }

    package func consume(_ bytes: UnsafeRawBufferPointer, at offset: UInt64) {
        guard !isDecided else {
            stream?.consume(bytes)
            return
        }
        let taken = min(bytes.count, DocumentKind.headBytes - head.count)
        head.append(contentsOf: bytes[..<taken])
        guard head.count == DocumentKind.headBytes else { return }
        decide()
        if taken < bytes.count { stream?.consume(UnsafeRawBufferPointer(rebasing: bytes[taken...])) }
    }

    package func end(_ item: ScanItem, complete: Bool, into report: inout ItemReport) {
        if !isDecided { decide() }
        guard let stream else { return }
        var output = TextOutput()
        stream.finish(complete: complete, into: &output)
        add(output, to: &report)
        self.stream = nil
    }

    /// Whole files are read where they lie.
    package func analyze(_ group: ArenaGroup, into reports: inout [ItemReport]) {
        for index in 0..<min(group.count, reports.count) {
            let bytes = group.bytes(index)
            let head = UnsafeRawBufferPointer(rebasing: bytes.prefix(DocumentKind.headBytes))
            let path = group.items[index].locator.ownPath
            let type = reports[index].type.isEmpty ? nil : reports[index].type
            guard let kind = DocumentKind.tell(head, type: type, path: path) else { continue }
            var output = TextOutput()
            kind.read(bytes, into: &output)
            add(output, to: &reports[index])
        }
    }

    private func decide() {
        isDecided = true
        guard let item else { return }
        head.withUnsafeBytes { bytes in
            guard let kind = DocumentKind.tell(bytes, path: item.locator.ownPath) else { return }
            stream = kind.stream(bytes, size: item.size, reader: kind == .outlook ? reader(item) : nil)
            stream?.consume(bytes)
        }
    }

    private func add(_ output: TextOutput, to report: inout ItemReport) {
        report.texts += output.texts
        report.textLeftOut &+= output.leftOut
        report.notes += output.notes
    }
}
