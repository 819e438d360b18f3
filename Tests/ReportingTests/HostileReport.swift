import Model

@testable import Reporting

/// A report in which every text that evidence or people give was chosen to harm whoever reads it.
enum HostileReport {
    static let texts = [
        "<script>document.title='owned'</script>", "\"'><img src=x onerror=alert(1)>",
        "\u{202E}gpj.exe\u{2066}\u{200F}",
        "\u{0}\u{1B}[31m\u{7F}\u{9B}2J\u{2028}", "=HYPERLINK(\"http://example.com\")", "--><!--]]>&lt;b&gt;&#60;",
        "</title></style></code></pre></bdi><h1>x</h1>", String(repeating: "long", count: 200),
        "\u{05D0}\u{0627}\u{FEFF}",
    ]

    static func report() -> BatchReport {
        let all = texts.joined(separator: " ")
        var report = GoldenTests.report()
        report.batch = all
        report.state = all
        report.submission.by = all
        report.generatedBy = all
        report.auditHeads = texts
        report.referenceData = texts.map {
            ReferenceVersion(kind: .hashset, name: $0, digest: $0, setKind: .contraband, entries: 5)
        }
        var hit = report.devices[0].findings[0].examples[0]
        let hits = texts.map { text in
            hit.term = text
            hit.list = text
            hit.category = text
            hit.context = text
            hit.encoding = text
            hit.image = text
            hit.locator.path = RawPath("home/\(text)")
            return hit
        }
        for index in report.devices.indices {
            report.devices[index].exhibit += all
            report.devices[index].label = texts[7]
            report.devices[index].kind = all
            report.devices[index].notes = Dictionary(uniqueKeysWithValues: texts.map { ($0, $0) })
            report.devices[index].digest = String(repeating: "d", count: 64)
            report.devices[index].gaps =
                report.devices[index].outcome == .negative
                ? [] : texts.map { WinnowError("code", $0, remedy: $0, cause: $0) }
            for finding in report.devices[index].findings.indices {
                report.devices[index].findings[finding].category = all
                report.devices[index].findings[finding].summary = all
                report.devices[index].findings[finding].examples = hits
            }
            for image in report.devices[index].images.indices {
                report.devices[index].images[image].path = all
                report.devices[index].images[image].storedDigests = texts
            }
        }
        report.devices[0].hitCounts = [HitCount(analyzer: "keyword", list: "words", state: "allocated", hits: 300)]
        report.links = texts.map {
            DeviceLink(kind: .search, value: $0, exhibits: report.devices.map(\.exhibit))
        }
        return report
    }
}
