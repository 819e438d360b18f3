import Foundation
import Model

/// A folder that hosts share, with the content of reference data by digest. Whoever reads from it verifies what he gets.
package enum SharedFolder {
    package static func path(_ digest: String, in folder: String) -> String { folder + "/" + digest }

    package static func read(
        _ digest: String, in folder: String, _ body: ([UInt8]) throws -> Void
    ) throws { try read(path: path(digest, in: folder), body) }

    package static func read(path: String, _ body: ([UInt8]) throws -> Void) throws {
        let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
        defer { try? handle.close() }
        while let piece = try handle.read(upToCount: ReferencePieces.size), !piece.isEmpty { try body(Array(piece)) }
    }
}
