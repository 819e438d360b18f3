import CTesseract
import Model

/// Reads text in pictures, by Tesseract. What it gives depends on nothing but the picture and the trained data.
package final class TextRecogniser {
    enum Failure: Error { case tooLong, failed }

    struct Reading {
        var text: String
        /// 0 to 100.
        var confidence: Int
    }

    /// CPU seconds of one picture, looked at after each word; what hangs between is ended by the worker.
    static let seconds = 60.0

    /// Pixels that Tesseract takes of a row or a column.
    static let longestSide = Int(Int16.max)

    /// `tesseract 5.3.0`: a reading depends on it.
    let version: String
    private let reader: OpaquePointer

    /// Loads the trained data, before files are out of reach. Throws `ocr-missing`, `ocr-language`.
    package init(languages: String) throws(WinnowError) {
        var reason: UnsafePointer<CChar>?
        guard PictureTask.isLanguages(languages), let reader = ctesseract_open(languages, &reason) else {
            if let reason, String(cString: reason) == "library" {
                throw WinnowError(
                    "ocr-missing", "this host cannot recognise text in pictures",
                    remedy: "install Debian's libtesseract5 (deploy/install does)")
            }
            throw WinnowError(
                "ocr-language", "this host has no trained data for \(Escaping.line(languages))",
                remedy: "install Debian's tesseract-ocr-LANGUAGE for each on every host with workers")
        }
        self.reader = reader
        version = "tesseract " + String(cString: ctesseract_version(reader))
    }

    deinit { ctesseract_close(reader) }

    /// - Parameters:
    ///   - luma: a byte a pixel, row after row.
    func read(_ luma: [UInt8], rows: Int, columns: Int) throws(Failure) -> Reading {
        guard rows > 0, columns > 0, max(rows, columns) <= Self.longestSide, luma.count >= rows * columns else {
            throw .failed
        }
        let result = luma.withUnsafeBufferPointer {
            ctesseract_read(reader, $0.baseAddress, Int32(columns), Int32(rows), Self.seconds)
        }
        defer { ctesseract_free(reader, result.text) }
        guard result.status != CTESSERACT_TOO_LONG else { throw .tooLong }
        guard result.status == CTESSERACT_READ, let text = result.text else { throw .failed }
        return Reading(text: String(cString: text), confidence: Int(result.confidence))
    }
}
