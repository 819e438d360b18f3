import Foundation

/// Pictures of text, drawn by poppler's pdftoppm.
package enum TextPicture {
    package enum Format: String, Sendable { case png, jpeg }

    /// - Parameters:
    ///   - lines: ASCII without brackets, in Helvetica; none for a blank page.
    ///   - width: of the picture in pixels, from the page's upper left corner; so is `height`.
    ///   - dots: an inch.
    package static func make(
        _ lines: [String], _ format: Format = .png, width: Int = 1_250, height: Int = 600, dots: Int = 150
    ) async throws -> [UInt8] {
        let folder = NSTemporaryDirectory() + "winnow-picture-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let text = lines.map { "(\($0)) Tj 0 -40 Td" }.joined(separator: " ")
        try Data(PDFMaker.document(["/F 20 Tf " + text])).write(to: URL(fileURLWithPath: folder + "/page.pdf"))
        let drawn = try await Program(path: "/usr/bin/pdftoppm").run([
            "-" + format.rawValue, "-singlefile", "-r", "\(dots)", "-x", "0", "-y", "0", "-W", "\(width)", "-H",
            "\(height)", folder + "/page.pdf", folder + "/picture",
        ])
        let name = "/picture." + (format == .png ? "png" : "jpg")
        guard drawn.code == 0, let picture = FileManager.default.contents(atPath: folder + name) else {
            throw Unexpected(arguments: ["pdftoppm"], result: drawn)
        }
        return Array(picture)
    }

    /// A PNG that only claims to have so many pixels.
    package static func claiming(width: Int, height: Int) -> [UInt8] {
        let header = ascii("IHDR") + Pictures.big(width) + Pictures.big(height) + [8, 0, 0, 0, 0]
        let file: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + Pictures.big(13)
        let data = joined(Pictures.big(0), ascii("IDAT"), zeros(4))
        return joined(file, header, Pictures.big(Int(checksum(header))), data)
    }

    /// CRC-32 as PNG has it (https://www.w3.org/TR/png-3/#5CRC-algorithm).
    private static func checksum(_ bytes: [UInt8]) -> UInt32 {
        ~bytes.reduce(~UInt32(0)) { sum, byte in
            (0..<8).reduce(sum ^ UInt32(byte)) { value, _ in value >> 1 ^ (value & 1 == 1 ? 0xEDB8_8320 : 0) }
        }
    }
}
