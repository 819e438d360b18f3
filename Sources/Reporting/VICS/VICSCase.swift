import Digests
import Model

/// The matched media of an escalation as a VICS 2.0 case: what media tools of the unit import.
///
/// The official data model is under agreement; this writes what working readers and writers of it (IPED, GLEAPP,
/// Project VIC's samples) have in common. Categories are the hash set's own numbers, never ours.
package enum VICSCase {
    private static let context = "http://github.com/VICSDATAMODEL/ProjectVic/DataModels/2.0.xml/Default/$metadata#Cases"

    package static func text(_ dossier: Dossier) -> String {
        let index = dossier.fileIndex
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("@odata.context")
        writer.add(.text(context))
        writer.key("value")
        writer.beginList()
        writer.beginObject()
        for (name, value) in [
            ("CaseID", "{" + NamedUUID.text("case", dossier.batch, dossier.exhibit).uppercased() + "}"),
            ("CaseNumber", dossier.exhibit), ("SourceApplicationName", "winnow"),
            ("SourceApplicationVersion", dossier.generatedBy),
        ] {
            writer.key(name)
            writer.add(.text(value))
        }
        writer.key("Media")
        writer.beginList()
        for (number, media) in media(dossier, index).enumerated() {
            writer.lineBreak()
            writer.add(.object([("MediaID", .number(UInt64(number + 1)))] + media))
        }
        writer.endList()
        writer.endObject()
        writer.endList()
        writer.endObject()
        writer.lineBreak()
        return writer.take()
    }

    /// One entry a content: the same bytes in several places are one medium with several files.
    private static func media(_ dossier: Dossier, _ index: [FileKey: MatchedFile]) -> [[(String, JSONValue)]] {
        struct Medium { var category: String?, record: FileRecord, digests: DigestTriple, files: [MatchedFile] }
        var media: [Medium] = []
        var known: [[UInt8]: Int] = [:]
        var told: Set<FileKey> = []
        for hit in dossier.hits where hit.analyzer == "hash" {
            guard let file = dossier.file(of: hit, in: index), let digests = file.record.digests else { continue }
            let place = known[digests.sha256] ?? media.count
            if place == media.count {
                known[digests.sha256] = place
                media.append(Medium(category: nil, record: file.record, digests: digests, files: []))
            }
            if media[place].category == nil { media[place].category = hit.category }
            if told.insert(FileKey(file.image, file.record.locator)).inserted { media[place].files.append(file) }
        }
        return media.map { medium in
            var fields: [(String, JSONValue)] = []
            // A category that is no number of the set's has no place in this format.
            if let number = medium.category.flatMap({ UInt64($0) }) { fields.append(("Category", .number(number))) }
            let md5 = Hex.string(medium.digests.md5).uppercased()
            fields += [
                ("MD5", .text(md5)), ("SHA1", .text(Hex.string(medium.digests.sha1).uppercased())),
                (
                    "AlternativeHashes",
                    .list([
                        .object([
                            ("HashName", .text("SHA256")),
                            ("HashValue", .text(Hex.string(medium.digests.sha256).uppercased())),
                        ])
                    ])
                ),
                ("MediaSize", .number(medium.record.size)),
            ]
            if !medium.record.type.isEmpty { fields.append(("MimeType", .text(medium.record.type))) }
            fields.append(("MediaFiles", .list(medium.files.map { .object(file($0, md5, dossier)) })))
            return fields
        }
    }

    private static func file(_ file: MatchedFile, _ md5: String, _ dossier: Dossier) -> [(String, JSONValue)] {
        let record = file.record
        let place = record.locator
        var fields: [(String, JSONValue)] = [
            ("MD5", .text(md5)), ("FileName", .text(RawPath(bytes: Array(place.ownPath.name)).text)),
            ("FilePath", .text(place.wholePath)),
        ]
        for (name, time) in [
            ("Created", record.created), ("Written", record.modified), ("Accessed", record.accessed),
        ] { if let time { fields.append((name, .text(ReportTime.text(seconds: time)))) } }
        fields += [
            ("Deleted", .flag(place.state == .deleted || place.state == .orphan)),
            ("Unallocated", .flag(place.state.isSpace)),
            (
                "PhysicalLocation",
                .text(
                    "volume \(place.volumeOffset), \(place.fileSystem), address \(place.metaAddress)"
                        + (place.attribute.map { "-" + $0 } ?? ""))
            ), ("SourceID", .text("\(dossier.exhibit): \(file.image)")),
        ]
        return fields
    }
}

/// Identifiers that are the same for the same thing in every export: UUIDs of version 5 (RFC 9562).
enum NamedUUID {
    /// Of this project: the UUID of version 5 of `winnow` in the DNS's namespace would do as well.
    private static let namespace: [UInt8] = Array("winnow-exports-1".utf8)

    static func text(_ parts: String...) -> String { text(parts) }

    static func text(_ parts: [String]) -> String {
        var name = namespace
        for part in parts { name += Array("\(part.utf8.count):\(part)".utf8) }
        var bytes = Array(RunningDigest.of(name, .sha1).prefix(16))
        guard bytes.count == 16 else { return "00000000-0000-5000-8000-000000000000" }
        bytes[6] = bytes[6] & 0x0F | 0x50
        bytes[8] = bytes[8] & 0x3F | 0x80
        let hex = Array(Hex.string(bytes))
        return [hex[0..<8], hex[8..<12], hex[12..<16], hex[16..<20], hex[20..<32]].map { String($0) }
            .joined(separator: "-")
    }
}
