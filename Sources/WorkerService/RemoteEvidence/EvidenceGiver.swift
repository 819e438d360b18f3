import Foundation
import HTTP
import Model

/// Gives a scanner the bytes of its image that it asks for, and no others.
struct EvidenceGiver {
    /// Errors of an image that no other attempt and no other host will be without.
    private static let lasting: Set<String> = [
        "image-changed", "image-empty", "image-digest", "image-damaged", "http-range", "http-encoded", "http-redirect",
        "http-length",
    ]

    let image: RangedImage

    /// Answers one question. What cannot be read ends the job: a network that fails must never look like a file that
    /// cannot be read.
    ///
    /// - Throws: `scanner-protocol` for bytes that are not the image's, `JobFailure` for an error that stays.
    func answer(_ part: EvidencePart, _ process: ScannerProcess) throws {
        guard let range = part.bytes(ofSize: image.size) else {
            throw ReplyCheck.broken("asks for bytes that its image does not have")
        }
        let start = DispatchTime.now()
        let bytes = try Self.lastingly { () throws(WinnowError) in try image.read(range, check: process.checkAlive) }
        // Waiting for the network is not the scanner's silence.
        let waited = DispatchTime.now().uptimeNanoseconds - start.uptimeNanoseconds
        process.watch.waited(seconds: Double(waited) / 1e9)
        try process.send(bytes)
    }

    /// Tells errors that stay from those of this host or moment.
    static func lastingly<Value>(_ body: () throws(WinnowError) -> Value) throws -> Value {
        do throws(WinnowError) { return try body() } catch {
            guard lasting.contains(error.code) else { throw error }
            throw JobFailure(error)
        }
    }
}
