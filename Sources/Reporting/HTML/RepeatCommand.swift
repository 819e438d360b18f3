import Model

/// The command of The Sleuth Kit that shows a hit's bytes again.
enum RepeatCommand {
    private static let sectorSize: UInt64 = 512
    private static let shownBytes = 256

    /// - Returns: nil where no single command leads there.
    static func line(_ hit: Hit, image: String) -> String? {
        let place = hit.locator
        if place.state.isSpace {
            // The offset is the medium's own.
            return place.byteOffset.map { "img_cat \(quoted(image)) | xxd -s \($0) -l \(shownBytes)" }
        }
        // Sleuth Kit takes offsets in sectors only.
        guard !place.fileSystem.isEmpty, place.volumeOffset.isMultiple(of: sectorSize) else { return nil }
        let volume = "-f \(quoted(place.fileSystem)) -o \(place.volumeOffset / sectorSize) \(quoted(image))"
        if place.state == .reallocated { return nil }
        let address = String(place.metaAddress) + (place.attribute.map { "-" + $0 } ?? "")
        // -r: recover a deleted file's content as the scan did.
        let recover = place.state == .allocated ? "" : "-r "
        return "icat \(recover)\(volume) \(quoted(address))" + look(hit)
    }

    /// What to do with the content: compute the digest, or show the bytes at the offset.
    private static func look(_ hit: Hit) -> String {
        if hit.analyzer == "hash", let kind = hit.term.split(separator: ":").first,
            ["md5", "sha1", "sha256"].contains(kind)
        {
            return " | \(kind)sum"
        }
        guard let offset = hit.locator.byteOffset else { return "" }
        return " | xxd -s \(offset) -l \(shownBytes)"
    }

    /// One word to a POSIX shell, whatever is in it; plain words stay as they are.
    private static func quoted(_ text: String) -> String {
        let isPlain =
            !text.isEmpty && !text.hasPrefix("-")
            && text.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
                default: "/._-:".utf8.contains(byte)
                }
            }
        return isPlain ? text : "'" + text.replacing("'", with: "'\\''") + "'"
    }
}
