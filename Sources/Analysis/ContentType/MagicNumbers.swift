/// Which bytes at which place mean which media type.
enum MagicNumbers {
    struct Row: Sendable {
        var type: String
        /// Pieces with their offsets; all must be there.
        var pieces: [(offset: Int, bytes: [UInt8])]

        init(_ type: String, _ pieces: (Int, [UInt8])...) {
            self.type = type
            self.pieces = pieces.map { (offset: $0.0, bytes: $0.1) }
        }

        func matches(_ head: UnsafeRawBufferPointer) -> Bool {
            pieces.allSatisfy { piece in
                piece.offset + piece.bytes.count <= head.count
                    && head[piece.offset..<piece.offset + piece.bytes.count].elementsEqual(piece.bytes)
            }
        }
    }

    private static func text(_ text: String) -> [UInt8] { Array(text.utf8) }

    static let table: [Row] = [
        Row("image/jpeg", (0, [0xFF, 0xD8, 0xFF])),
        Row("image/png", (0, [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])),
        Row("image/gif", (0, text("GIF87a"))),
        Row("image/gif", (0, text("GIF89a"))),
        Row("image/webp", (0, text("RIFF")), (8, text("WEBP"))),
        Row("image/bmp", (0, text("BM")), (6, [0, 0, 0, 0])),
        Row("image/tiff", (0, [0x49, 0x49, 0x2A, 0x00])),
        Row("image/tiff", (0, [0x4D, 0x4D, 0x00, 0x2A])),
        Row("image/vnd.microsoft.icon", (0, [0, 0, 1, 0]), (5, [0])),
        Row("image/vnd.adobe.photoshop", (0, text("8BPS"))),
        Row("video/x-msvideo", (0, text("RIFF")), (8, text("AVI "))),
        Row("audio/wav", (0, text("RIFF")), (8, text("WAVE"))),
        Row("video/x-matroska", (0, [0x1A, 0x45, 0xDF, 0xA3])),
        Row("video/x-flv", (0, text("FLV\u{1}"))),
        Row("video/mpeg", (0, [0, 0, 1, 0xBA])),
        Row("video/mpeg", (0, [0, 0, 1, 0xB3])),
        Row("video/x-ms-asf", (0, [0x30, 0x26, 0xB2, 0x75, 0x8E, 0x66, 0xCF, 0x11])),
        Row("audio/mpeg", (0, text("ID3"))),
        Row("audio/mpeg", (0, [0xFF, 0xFB])),
        Row("audio/ogg", (0, text("OggS"))),
        Row("audio/flac", (0, text("fLaC"))),
        Row("application/pdf", (0, text("%PDF-"))),
        Row("application/vnd.ms-tnef", (0, [0x78, 0x9F, 0x3E, 0x22])),
        Row("application/x-ole-storage", (0, [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1])),
        Row("application/x-7z-compressed", (0, [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C])),
        Row("application/vnd.rar", (0, [0x52, 0x61, 0x72, 0x21, 0x1A, 0x07])),
        Row("application/gzip", (0, [0x1F, 0x8B, 0x08])),
        Row("application/x-xz", (0, [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00])),
        Row("application/zstd", (0, [0x28, 0xB5, 0x2F, 0xFD])),
        Row("application/x-bzip2", (0, text("BZh")), (4, [0x31, 0x41, 0x59, 0x26])),
        Row("application/x-tar", (257, text("ustar"))),
        Row("application/x-lz4", (0, [0x04, 0x22, 0x4D, 0x18])),
        Row("application/x-lzip", (0, text("LZIP\u{1}"))),
        Row("application/x-compress", (0, [0x1F, 0x9D])),
        Row("application/x-archive", (0, text("!<arch>\n"))),
        Row("application/x-cpio", (0, text("070701"))),
        Row("application/x-cpio", (0, text("070702"))),
        Row("application/x-cpio", (0, text("070707"))),
        Row("application/x-lzh-compressed", (2, text("-lh")), (6, text("-"))),
        Row("application/vnd.ms-cab-compressed", (0, text("MSCF"))),
        Row("application/vnd.sqlite3", (0, text("SQLite format 3\u{0}"))),
        Row("application/vnd.microsoft.portable-executable", (0, text("MZ"))),
        Row("application/x-elf", (0, [0x7F, 0x45, 0x4C, 0x46])),
        Row("application/x-windows-registry", (0, text("regf"))),
        Row("application/x-windows-event-log", (0, text("ElfFile\u{0}"))),
        Row("application/x-ms-shortcut", (0, [0x4C, 0, 0, 0, 0x01, 0x14, 0x02, 0])),
        Row("application/x-windows-prefetch", (4, text("SCCA"))),
        Row("application/x-windows-prefetch", (0, [0x4D, 0x41, 0x4D, 0x04])),
        Row("application/x-ese-database", (4, [0xEF, 0xCD, 0xAB, 0x89])),
        Row("application/java-vm", (0, [0xCA, 0xFE, 0xBA, 0xBE])),
    ]
}
