import Model
import ReferenceData

/// Makes the PDQ value of JPEG and PNG pictures and looks it up in the sets that have such values.
///
/// What it finds looks like a picture of the set; it is never said to be the same. Made only where a set asks for it.
package final class PictureAnalyzer: Analyzer {
    package let name = "picture"
    /// A larger file is not decoded.
    private static let mostBytes: UInt64 = 64 << 20
    /// Media types of what it takes.
    static let types: Set<String> = ["image/jpeg", "image/png"]
    private let match: PictureMatch
    private let decoder = PictureDecoder()
    private let pdq = PDQ()
    /// The bytes of a picture that comes in pieces.
    private var bytes: [UInt8] = []
    private var format: PictureDecoder.Format?
    private var isTooLarge = false

    /// Nil when no set asks for it.
    package init?(_ sets: [(version: ReferenceVersion, file: HashSetFile)]) {
        guard let match = PictureMatch(sets) else { return nil }
        self.match = match
    }

    package func begin(_ item: ScanItem) {
        bytes.removeAll(keepingCapacity: bytes.capacity <= 16 << 20)
        format = nil
        isTooLarge = false
    }

    package func consume(_ piece: UnsafeRawBufferPointer, at offset: UInt64) {
        if offset == 0 { format = PictureDecoder.format(piece) }
        guard format != nil, !isTooLarge else { return }
        // Without a gap, or the picture is not the one on the medium.
        guard UInt64(bytes.count) == offset, offset + UInt64(piece.count) <= Self.mostBytes else {
            isTooLarge = offset + UInt64(piece.count) > Self.mostBytes
            if !isTooLarge { format = nil }
            return
        }
        bytes.append(contentsOf: piece)
    }

    package func end(_ item: ScanItem, complete: Bool, into report: inout ItemReport) {
        guard let format else { return }
        guard !isTooLarge else { return report.notes.append(Self.note(.tooLarge)) }
        bytes.withUnsafeBytes { look(at: $0, format, item, &report) }
    }

    package func analyze(_ group: ArenaGroup, into reports: inout [ItemReport]) {
        for index in 0..<min(group.count, reports.count) {
            let content = group.bytes(index)
            guard let format = PictureDecoder.format(content) else { continue }
            look(at: content, format, group.items[index], &reports[index])
        }
    }

    private func look(
        at content: UnsafeRawBufferPointer, _ format: PictureDecoder.Format, _ item: ScanItem,
        _ report: inout ItemReport
    ) {
        do throws(PictureDecoder.Failure) {
            let hash = try decoder.decode(content, format) { luma, rows, columns in
                pdq.hash(luma, rows: rows, columns: columns)
            }
            report.picture = hash
            match.look(at: hash, item.locator, into: &report)
        } catch {
            report.notes.append(Self.note(error))
        }
    }

    private static func note(_ failure: PictureDecoder.Failure) -> WinnowError {
        switch failure {
        case .damaged: WinnowError("picture-damaged", "a picture cannot be decoded")
        case .tooLarge: WinnowError("picture-too-large", "a picture is too large to be compared")
        }
    }
}
