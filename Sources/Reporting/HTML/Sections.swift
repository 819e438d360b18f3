import Model

/// Parts that several pages share.
enum Sections {
    static func references(_ references: [ReferenceVersion]) -> String {
        if references.isEmpty { return "<p>No reference data is recorded.</p>" }
        var table = HTMLTable(
            "Reference data, named by content",
            [.text("Name"), .text("Kind"), .text("Meaning"), .number("Entries"), .text("SHA-256")])
        table.rows = references.map { version in
            [
                Page.text(version.name), version.kind.rawValue, version.setKind?.rawValue ?? "",
                version.entries.grouped, Page.code(version.digest),
            ]
        }
        return table.html
    }

    /// Adds up to the size of the media, and says so where it does not.
    static func coverage(_ device: DeviceReport) -> String {
        let ledger = CoverageLedger(device.coverage)
        var table = HTMLTable(
            "Every byte and file of the media",
            [
                .text("Status"), .text("Reason"), .number("Files"), .number("Bytes"), .number("Members of archives"),
            ])
        table.rows = ledger.rows.filter { $0.pictures == 0 || $0.files > 0 || $0.members > 0 }.map { row in
            [row.status.rawValue, Page.text(row.reason), row.files.grouped, row.bytes.grouped, row.members.grouped]
        }
        table.total = ["Total", "", ledger.totalFiles.grouped, ledger.totalBytes.grouped, ledger.totalMembers.grouped]
        let size = device.mediaSize
        let sum =
            ledger.totalBytes == size
            ? "The total equals the media size of \(size.grouped) bytes."
            : "<strong>The total does not equal the media size of \(size.grouped) bytes</strong>: the account is "
                + "not complete."
        return table.html + "<p>\(sum)</p>" + recognition(device.recognition)
    }

    /// Pictures were read and are in the account above; this is about the text that they show.
    private static func recognition(_ recognition: RecognitionReport) -> String {
        let text = "<p>\(Page.text(recognition.text))</p>"
        guard !recognition.rows.isEmpty else { return text }
        var table = HTMLTable(
            "Text in pictures", [.text("Status"), .text("Reason"), .number("Pictures")])
        table.rows = recognition.rows.map { [$0.status.rawValue, Page.text($0.reason), $0.pictures.grouped] }
        table.total = ["Total", "", recognition.pictures.grouped]
        return text + table.html
    }

    static func missing(_ errors: [WinnowError]) -> String {
        if errors.isEmpty { return "<p>Nothing failed. What a rule leaves out stands in the coverage as skipped.</p>" }
        var table = HTMLTable("What could not be examined", [.text("What"), .text("Why"), .text("What to do")])
        table.rows = errors.map { error in
            [Page.text(error.message), Page.text(error.cause ?? error.code), Page.text(error.remedy ?? "")]
        }
        return table.html
    }

    static func images(_ device: DeviceReport) -> String {
        if device.images.isEmpty { return "<p>None.</p>" }
        var table = HTMLTable(
            "Images of this device",
            [
                .text("Path"), .text("Container"), .number("Media bytes"), .text("Digests stored at acquisition"),
                .text("Compared with them"), .text("Acquisition"),
                .text("Inventory digest (SHA-256)"),
            ])
        table.rows = device.images.map { image in
            [
                Page.code(image.path), image.container.isEmpty ? "not opened" : Page.text(image.container),
                image.size.grouped,
                image.storedDigests.isEmpty ? "none" : image.storedDigests.map(Page.code).joined(separator: "<br>"),
                Self.checks(device.imageChecks[image.path] ?? []),
                image.acquisition.isEmpty
                    ? "none"
                    : image.acquisition.sorted { $0.key < $1.key }.map { Page.text("\($0.key): \($0.value)") }
                        .joined(separator: "<br>"),
                image.digest.isEmpty ? "none" : Page.code(image.digest),
            ]
        }
        return table.html
    }

    private static func checks(_ checks: [ImageCheck]) -> String {
        guard !checks.isEmpty else { return "not compared: submitted without --verify" }
        return checks.map { Page.code($0.text) }.joined(separator: "<br>")
    }
}
