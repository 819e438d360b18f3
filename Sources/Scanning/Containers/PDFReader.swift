import Analysis
import Evidence
import Model

/// The files that lie in a PDF.
final class PDFReader: ContainerReader {
    /// As of a document whose text is read.
    private static let largest: UInt64 = 64 << 20

    private let files: PDFFiles

    /// - Throws: `archive-too-large`; what the source throws.
    init(_ source: any ContainerSource) throws {
        guard let size = source.size, size <= Self.largest else {
            throw WinnowError("archive-too-large", "a PDF of more than 64 MiB is not opened")
        }
        let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: Int(size), alignment: 64)
        var filled = 0
        do {
            while filled < bytes.count {
                let got = try source.bytes(at: UInt64(filled)).prefix(bytes.count - filled)
                guard !got.isEmpty else { break }
                bytes[filled..<filled + got.count].copyBytes(from: got)
                filled += got.count
            }
        } catch {
            bytes.deallocate()
            throw error
        }
        // What could not be read reads as blanks.
        for place in filled..<bytes.count { bytes[place] = 0x20 }
        files = PDFFiles(bytes)
    }

    func next() throws -> ContainerMember? {
        files.next().map { ContainerMember(name: $0.name, size: $0.size, isEncrypted: false) }
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int { try files.read(into: buffer) }
}
