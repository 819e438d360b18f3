import Model

/// A finding as programs read it; the hits have the names of the hits export.
struct JSONFinding: Encodable {
    var category: String, rule: String, severity: String, outcome: String, route: String?, target: String
    var summary: String, hits: Int
    var examples: [JSONHit]

    init(_ finding: Finding) {
        category = finding.category
        rule = finding.rule
        severity = finding.severity.rawValue
        outcome = finding.outcome.rawValue
        route = finding.route
        target = finding.target.rawValue
        summary = finding.summary
        hits = finding.hits
        examples = finding.examples.map(JSONHit.init)
    }
}

struct JSONHit: Encodable {
    var analyzer: String, list: String, list_version: String, list_kind: String?, term: String, category: String?
    var path: RawPath, inner_path: String?, state: String, volume_offset: UInt64, file_system: String
    var meta_address: UInt64
    var attribute: String?, byte_offset: UInt64?, encoding: String?, context: String?, count: Int
    var weight: Int?, first_time: String?, last_time: String?

    init(_ hit: Hit) {
        analyzer = hit.analyzer
        list = hit.list
        list_version = hit.listVersion
        list_kind = hit.listKind
        term = hit.term
        category = hit.category
        path = hit.locator.path
        inner_path = hit.locator.inner?.text
        state = hit.locator.state.rawValue
        volume_offset = hit.locator.volumeOffset
        file_system = hit.locator.fileSystem
        meta_address = hit.locator.metaAddress
        attribute = hit.locator.attribute
        byte_offset = hit.locator.byteOffset
        encoding = hit.encoding
        context = hit.context
        count = hit.count
        weight = hit.weight
        first_time = hit.firstTime.map { ReportTime.text(microseconds: $0) }
        last_time = hit.lastTime.map { ReportTime.text(microseconds: $0) }
    }
}

struct JSONFault: Encodable {
    var code: String, message: String, remedy: String?, cause: String?

    init(_ error: WinnowError) {
        code = error.code
        message = error.message
        remedy = error.remedy
        cause = error.cause
    }
}
