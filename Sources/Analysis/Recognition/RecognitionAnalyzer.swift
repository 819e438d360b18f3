import Model

/// Recognises text in pictures. Says of each picture what became of it; of what is none, nothing.
package final class RecognitionAnalyzer: Analyzer {
    /// Fields of the text, which hits carry as their encoding: Tesseract's own mean confidence tells which.
    package static let field = "recognised-text"
    package static let uncertainField = "recognised-text-uncertain"
    static let certainFrom = 60

    package let name = "recognition"
    /// A larger file is not decoded.
    private static let mostBytes: UInt64 = 64 << 20
    /// A page of A4 at 300 dots an inch has 9 million pixels, a telephone's photograph 12.
    private static let wantedPixels = 16 << 20
    /// Pictures up to a screen's size are doubled: text of ten pixels then reads as well as printed text.
    private static let doubledPixels = 2_200_000
    /// Smaller pictures hold no line of text that anybody could read: icons, rules, counters.
    static let leastSide = 16
    static let leastLongSide = 100

    private let recogniser: TextRecogniser
    private let decoder = PictureDecoder(wantedPixels: RecognitionAnalyzer.wantedPixels)
    /// The bytes of a picture that comes in pieces.
    private var bytes: [UInt8] = []
    private var isTooLarge = false
    private var luma: [UInt8] = []

    package init(_ recogniser: TextRecogniser) { self.recogniser = recogniser }

    package func begin(_ item: ScanItem) {
        bytes.removeAll(keepingCapacity: bytes.capacity <= 16 << 20)
        isTooLarge = false
    }

    package func consume(_ piece: UnsafeRawBufferPointer, at offset: UInt64) {
        // Only the beginning is kept of what is no picture.
        guard offset == 0 || PictureDecoder.format(of: bytes) != nil, !isTooLarge else { return }
        guard offset + UInt64(piece.count) <= Self.mostBytes else {
            isTooLarge = true
            return
        }
        bytes.append(contentsOf: piece)
    }

    package func end(_ item: ScanItem, complete: Bool, into report: inout ItemReport) {
        bytes.withUnsafeBytes { look(at: $0, complete: complete, &report) }
    }

    package func analyze(_ group: ArenaGroup, into reports: inout [ItemReport]) {
        isTooLarge = false
        for index in 0..<min(group.count, reports.count) {
            look(at: group.bytes(index), complete: group.isComplete(index), &reports[index])
        }
    }

    private func look(at content: UnsafeRawBufferPointer, complete: Bool, _ report: inout ItemReport) {
        guard report.type.hasPrefix("image/") else { return }
        guard report.knownGood == nil else { return report.recognition = .init(.skipped, "known-good") }
        guard let format = PictureDecoder.format(content) else {
            return report.recognition = .init(.skipped, "picture-format")
        }
        guard complete else { return report.recognition = .init(.unreadable, "picture-cut-off") }
        guard !isTooLarge else { return report.recognition = .init(.skipped, "picture-too-large") }
        let size: (rows: Int, columns: Int)
        do throws(PictureDecoder.Failure) {
            size = try decoder.decode(content, format) { [self] in
                take($0, $1, $2)
                return ($1, $2)
            }
        } catch {
            let isLarge = error == .tooLarge
            return report.recognition =
                isLarge ? .init(.skipped, "picture-too-large") : .init(.unreadable, "picture-damaged")
        }
        guard min(size.rows, size.columns) >= Self.leastSide, max(size.rows, size.columns) >= Self.leastLongSide else {
            return report.recognition = .init(.skipped, "picture-too-small")
        }
        guard max(size.rows, size.columns) <= TextRecogniser.longestSide else {
            return report.recognition = .init(.skipped, "picture-too-large")
        }
        recognise(size.rows, size.columns, &report)
    }

    private func recognise(_ rows: Int, _ columns: Int, _ report: inout ItemReport) {
        do throws(TextRecogniser.Failure) {
            let scale = Self.scale(rows, columns)
            let reading = try recogniser.read(luma, rows: rows * scale, columns: columns * scale)
            guard reading.text.contains(where: { $0.isLetter || $0.isNumber }) else {
                return report.recognition = .init(.scanned, "no-text-recognised")
            }
            report.recognition = .init(.scanned, "text-recognised")
            report.texts.append(
                ExtractedText(
                    kind: .body, field: reading.confidence >= Self.certainFrom ? Self.field : Self.uncertainField,
                    source: "\(recogniser.version), confidence \(reading.confidence)", text: reading.text))
        } catch {
            report.recognition = .init(.unreadable, error == .tooLong ? "recognition-too-long" : "recognition-failed")
        }
    }

    private static func scale(_ rows: Int, _ columns: Int) -> Int {
        rows * columns <= doubledPixels && max(rows, columns) * 2 <= TextRecogniser.longestSide ? 2 : 1
    }

    private func take(_ picture: UnsafeMutableBufferPointer<Float>, _ rows: Int, _ columns: Int) {
        let scale = Self.scale(rows, columns)
        let stride = columns * scale
        // One picture's room serves the next.
        if luma.count < rows * scale * stride { luma = [UInt8](repeating: 0, count: rows * scale * stride) }
        for row in 0..<(rows * scale) {
            for column in 0..<stride {
                let value = picture[row / scale * columns + column / scale]
                luma[row * stride + column] = UInt8(max(0, min(255, value.rounded())))
            }
        }
    }
}
