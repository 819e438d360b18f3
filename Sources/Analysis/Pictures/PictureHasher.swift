import Foundation
import Model

/// One picture after the other to its PDQ value, for measuring.
package final class PictureHasher {
    private let decoder = PictureDecoder()
    private let pdq = PDQ()

    package init() {}

    /// Nil for what is no JPEG or PNG, or cannot be decoded. Rows and columns are those that were hashed.
    package func hash(_ content: Data) -> (hash: PictureHash, rows: Int, columns: Int)? {
        content.withUnsafeBytes { bytes in
            guard let format = PictureDecoder.format(bytes) else { return nil }
            return try? decoder.decode(bytes, format) { (pdq.hash($0, rows: $1, columns: $2), $1, $2) }
        }
    }
}
