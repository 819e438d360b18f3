import Model

/// What an examiner reads first, as text.
struct DossierSummary {
    private let dossier: Dossier

    init(_ dossier: Dossier) { self.dossier = dossier }

    var text: String {
        var lines = [
            "ESCALATION \(dossier.escalationID) to \(line(dossier.unit)), revision \(dossier.revision)",
            "",
            field("Exhibit", dossier.exhibit),
            field("Device", [dossier.label, dossier.kind].filter { !$0.isEmpty }.joined(separator: ", ")),
            field("Batch", dossier.batch),
        ]
        lines += dossier.notes.sorted { $0.key < $1.key }.map { field($0.key, $0.value) }
        lines += [
            "",
            field("Category", dossier.category),
            field("Severity", dossier.severity.rawValue),
            field("Since", ReportTime.text(microseconds: dossier.createdAt)),
            field("To be seen by", "\(ReportTime.text(microseconds: dossier.dueAt)) (\(dossier.target.rawValue))"),
            field("Observed", dossier.summary),
            field("Hits", "\(dossier.hits.count) in \(dossier.files.count) files that are read"),
            "",
            "These are observations. A digest match says that a file is identical to one in the named set; it is no",
            "grading, and what the device means is for people to say.",
        ]
        if dossier.isEarly {
            lines += [
                "",
                "THE REST OF THE DEVICE IS STILL BEING SCANNED. More may be found; this escalation then gets a higher",
                "revision, never a second number.",
            ]
        }
        lines += ["", "IMAGES"] + dossier.images.flatMap(about) + ["", "SEARCHED WITH"]
        lines += dossier.references.map { version in
            "  \(version.kind.rawValue) \(line(version.name))\(version.setKind.map { " (\($0.rawValue))" } ?? ""), "
                + "\(version.entries) entries, sha256 \(version.digest)"
        }
        lines += [
            "", "HOW TO CHECK",
            "  repeat.txt       the command that shows each hit again",
            "  MANIFEST.sha256  sha256sum -c MANIFEST.sha256",
            "  findings digest  \(dossier.findingsDigest ?? "none yet: the device is not finished")",
        ]
        lines += dossier.auditHeads.map { "  audit head       \(line($0))" }
        lines += [
            "", "TO TAKE IT IN, OR HAND IT BACK",
            "  winnow escalations ack FOLDER --by NAME [--note TEXT]",
            "  winnow escalations ack FOLDER --return --by NAME --note TEXT",
            "", "made by \(dossier.generatedBy)",
        ]
        return lines.joined(separator: "\n") + "\n"
    }

    private func about(_ image: ImageMaterial) -> [String] {
        ["  \(line(image.path)): \(line(image.container)), \(image.size) bytes"]
            + image.storedDigests.map { "    stored at acquisition: \(line($0))" }
            + image.errors.map { "    \(line($0.description))" }
    }

    private func field(_ name: String, _ value: String) -> String {
        let name = line(name)
        return name + String(repeating: " ", count: max(1, 16 - name.count)) + line(value)
    }

    private func line(_ text: String) -> String { Escaping.line(text) }
}
