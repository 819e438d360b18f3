import Foundation
import Model

/// The command of The Sleuth Kit, and where it lies in an archive of that archive's tools, that shows a hit's bytes again.
package enum RepeatCommand {
    private static let sectorSize: UInt64 = 512
    private static let shownBytes = 256

    /// - Returns: nil where no single command leads there.
    package static func line(_ hit: Hit, image: String) -> String? {
        let place = hit.locator
        let image = local(image)
        if hit.analyzer == "image" {
            let kind = hit.term.prefix { $0.isLetter || $0.isNumber }
            return ["md5", "sha1", "sha256"].contains(kind) ? "img_cat \(ShellWord(image).text) | \(kind)sum" : nil
        }
        if place.state.isSpace {
            // The offset is the medium's own.
            return place.byteOffset.map { "img_cat \(ShellWord(image).text) | xxd -s \($0) -l \(shownBytes)" }
        }
        // Sleuth Kit takes offsets in sectors only.
        guard !place.fileSystem.isEmpty, place.volumeOffset.isMultiple(of: sectorSize) else { return nil }
        let kind =
            PoolAddress(fileSystem: place.fileSystem).map { "-P \(ShellWord($0.type).text) -B \($0.block)" }
            ?? "-f \(ShellWord(place.fileSystem).text)"
        let volume = "\(kind) -o \(place.volumeOffset / sectorSize) \(ShellWord(image).text)"
        // An empty name is no member's: what of an archive could not be listed.
        if place.state == .reallocated || place.inner?.steps.last?.name.bytes.isEmpty == true { return nil }
        // No common program writes a single file out of Outlook's.
        if place.inner?.steps.contains(where: { ["pst", "tnef"].contains($0.container) }) == true { return nil }
        let address = String(place.metaAddress) + (place.attribute.map { "-" + $0 } ?? "")
        // -r: recover a deleted file's content as the scan did.
        let recover = place.state == .allocated ? "" : "-r "
        return "icat \(recover)\(volume) \(ShellWord(address).text)"
            + (place.inner?.steps ?? []).enumerated().map { unpack($1, level: $0 + 1) }.joined() + look(hit)
    }

    /// One level of archive: what comes before it gives the archive's bytes.
    private static func unpack(_ step: InnerPath.Step, level: Int) -> String {
        switch step.container {
        case "gzip", "bzip2", "xz", "lzma", "lzip", "lz4", "zstd": return " | \(step.container) -dc"
        case "compress": return " | gzip -dc"
        case "mail", "mbox": return " | " + part(step)
        case "pdf":
            let number = step.name.text.prefix { $0.isNumber }
            return " > level-\(level).pdf; pdfdetach -save \(number) -o /dev/stdout level-\(level).pdf"
        default: break
        }
        let member = ShellWord(pattern(step.name)).text
        let name = step.name.bytes.first == UInt8(ascii: "-") ? "-- " + member : member
        // These are read from their ends, which a pipe does not show.
        guard !["zip", "7z", "iso"].contains(step.container) else {
            let file = "level-\(level).\(step.container)"
            return " > \(file); bsdtar -xOf \(file) \(name)"
        }
        return " | bsdtar -xOf - \(name)"
    }

    /// A part of a message by its number, which stands first in its name, or behind that of its message in a mailbox.
    private static func part(_ step: InnerPath.Step) -> String {
        let words = step.name.text.split(separator: "/")
        let isMailbox = step.container == "mbox"
        let section = words.dropFirst(isMailbox ? 1 : 0).first.map { $0.filter { $0.isNumber || $0 == "." } } ?? ""
        let message = words.first.map { $0.filter(\.isNumber) } ?? ""
        let pick = isMailbox ? "LC_ALL=C awk '/^From /{n++} n==\(message)' | " : ""
        return pick + "python3 -c '\(partProgram)' \(section)"
    }

    private static let partProgram = [
        "import email, functools, sys",
        "inner = lambda m: m.get_payload(0) if m.get_content_maintype() == \"message\" else m",
        "step = lambda m, n: inner(m).get_payload(int(n) - 1) if inner(m).is_multipart() else inner(m)",
        "data = sys.stdin.buffer.read()",
        // Apple Mail's begin with their length.
        "mail = email.message_from_bytes(data[data.find(b\"\\n\") + 1:] if data[:1].isdigit() else data)",
        "part = functools.reduce(step, sys.argv[1].split(\".\"), mail)",
        "sys.stdout.buffer.write(part.get_payload(decode=True))",
    ].joined(separator: "; ")

    /// bsdtar takes names for patterns, composes what is UTF-8, and does not match what is not.
    private static func pattern(_ name: RawPath) -> RawPath {
        let text = String(validating: name.bytes, as: UTF8.self)
        let isExact = text.map { $0.precomposedStringWithCanonicalMapping.utf8.elementsEqual(name.bytes) } ?? false
        var bytes: [UInt8] = []
        for (index, byte) in name.bytes.enumerated() {
            if byte >= 0x80, !isExact {
                if bytes.last != UInt8(ascii: "*") { bytes.append(UInt8(ascii: "*")) }
                continue
            }
            let isLast = index == name.bytes.count - 1
            let isSpecial = "*?[]\\".utf8.contains(byte) || (isLast && byte == UInt8(ascii: "$"))
            if isSpecial { bytes.append(UInt8(ascii: "\\")) }
            bytes.append(byte)
        }
        return RawPath(bytes: bytes)
    }

    /// How an image on a server is fetched first, into the folder in which the commands are then given.
    static func fetch(_ image: String) -> String? {
        guard let url = try? ImageURL(image) else { return nil }
        // -n: credentials from ~/.netrc, as workers take them.
        let line = "curl -fnL -o \(ShellWord(local(image)).text) \(ShellWord(url.address).text)"
        let isOneOfMany = url.fileName.wholeMatch(of: /.*\.(?:[EeSs]01|0{2,3}[01]|aa|vmdk)/) != nil
        return line + (isOneOfMany ? "   # and so the files that belong to it" : "")
    }

    private static func local(_ image: String) -> String {
        guard let url = try? ImageURL(image) else { return image }
        let name = url.fileName.removingPercentEncoding ?? ""
        return name.isEmpty || name.contains("/") ? "image" : name
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
}
