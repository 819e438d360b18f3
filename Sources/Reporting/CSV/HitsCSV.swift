import Model

/// One row a hit, for spreadsheets; RFC 4180, with formulas defused. What must be exact is in the JSON.
enum HitsCSV {
    private static let place = ["exhibit", "image"]
    private static let hit = [
        "analyzer", "list", "list_version", "list_kind", "term", "category", "path", "inner_path", "state",
        "volume_offset", "file_system", "meta_address", "attribute", "byte_offset", "encoding", "context", "count",
        "first_time", "last_time", "repeat",
    ]

    /// Of a report's table.
    static let header = line(place + hit)

    /// Of a report's table.
    static func row(_ hit: Hit, exhibit: String, image: String) -> String {
        line([exhibit, image] + values(hit, image))
    }

    /// Of one escalation: numbered as in its other files, with what the packs know of the files.
    static func text(_ dossier: Dossier) -> String {
        let index = dossier.fileIndex
        var text = line(["number"] + place + hit + ["size", "md5", "sha1", "sha256"])
        for (number, hit) in dossier.hits.enumerated() {
            let file = dossier.file(of: hit, in: index)?.record
            let digests = file?.digests
            let image = dossier.image(of: hit)
            text += line(
                [String(number + 1), dossier.exhibit, image] + values(hit, image) + [
                    file.map { String($0.size) } ?? "", digests.map { Hex.string($0.md5) } ?? "",
                    digests.map { Hex.string($0.sha1) } ?? "", digests.map { Hex.string($0.sha256) } ?? "",
                ])
        }
        return text
    }

    private static func values(_ hit: Hit, _ image: String) -> [String] {
        let place = hit.locator
        return [
            hit.analyzer, hit.list, hit.listVersion, hit.listKind ?? "", hit.term, hit.category ?? "", place.path.text,
            place.inner?.text ?? "", place.state.rawValue, String(place.volumeOffset), place.fileSystem,
            String(place.metaAddress),
            place.attribute ?? "", place.byteOffset.map { String($0) } ?? "", hit.encoding ?? "", hit.context ?? "",
            String(hit.count), hit.firstTime.map { ReportTime.text(microseconds: $0) } ?? "",
            hit.lastTime.map { ReportTime.text(microseconds: $0) } ?? "", RepeatCommand.line(hit, image: image) ?? "",
        ]
    }

    private static func line(_ values: [String]) -> String { values.map(Escaping.csv).joined(separator: ",") + "\r\n" }
}
