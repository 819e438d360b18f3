import Evidence
import Model

/// Counts the volume shadow copies of an NTFS volume by the files in which they are kept.
struct ShadowCopies {
    private static let folder = Array("system volume information/".utf8)
    /// Ends the name of each copy's file; the catalogue's name is this alone.
    private static let mark = Array("{3808876b-c176-4e48-b7ae-04046e6cc752}".utf8)

    private(set) var count: UInt64 = 0

    mutating func look(at file: FoundFile) {
        guard file.kind == .regular, file.locator.state == .allocated, file.locator.fileSystem == "ntfs" else { return }
        let path = file.locator.path.bytes
        guard path.count > Self.folder.count + Self.mark.count else { return }
        let lower = path.map(\.lowercasedASCII)
        if lower.starts(with: Self.folder), lower.suffix(Self.mark.count).elementsEqual(Self.mark) { count += 1 }
    }
}
