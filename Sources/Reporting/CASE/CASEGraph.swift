import Model

/// A CASE 1.5 / UCO bundle in JSON-LD, node by node. Prefixes stand in it, so that nothing is fetched to read it; every
/// identifier ends in a UUID of the thing it names, so that exports repeat.
struct CASEGraph {
    private static let prefixes: [(String, String)] = [
        ("@vocab", "urn:winnow:local:"), ("kb", "http://example.org/winnow/kb/"),
        ("case-investigation", "https://ontology.caseontology.org/case/investigation/"),
        ("uco-action", uco("action")), ("uco-analysis", uco("analysis")), ("uco-configuration", uco("configuration")),
        ("uco-core", uco("core")), ("uco-identity", uco("identity")), ("uco-observable", uco("observable")),
        ("uco-tool", uco("tool")), ("uco-types", uco("types")), ("uco-vocabulary", uco("vocabulary")),
        ("xsd", "http://www.w3.org/2001/XMLSchema#"),
    ]

    private var writer = JSONWriter()
    private var told: Set<String> = []

    private static func uco(_ module: String) -> String { "https://ontology.unifiedcyberontology.org/uco/\(module)/" }

    init() {
        writer.beginObject()
        writer.key("@context")
        writer.add(.object(Self.prefixes.map { ($0, .text($1)) }))
        writer.key("@graph")
        writer.beginList()
    }

    /// Writes a node unless it is written already.
    mutating func add(_ node: CASENode) {
        guard told.insert(node.id).inserted else { return }
        writer.lineBreak()
        writer.add(node.json)
    }

    /// What has been written so far, which is then forgotten.
    mutating func take() -> String { writer.take() }

    /// Ends the bundle; what was not taken yet.
    mutating func finish() -> String {
        writer.endList()
        writer.endObject()
        writer.lineBreak()
        return writer.take()
    }
}

/// A thing with an identifier, a type and properties in order.
struct CASENode {
    var id: String
    var type: [String]
    var properties: [(String, JSONValue)]

    /// - Parameter key: what the identifier is made of, with the type: the same key is the same thing.
    init(_ type: String..., key: [String], _ properties: [(String, JSONValue)] = []) {
        self.type = type
        let name = type[0].split(separator: ":").last.map(String.init) ?? type[0]
        id = "kb:\(name)-\(NamedUUID.text([name] + key))"
        self.properties = properties
    }

    var reference: JSONValue { .object([("@id", .text(id))]) }

    var json: JSONValue {
        let type: JSONValue = type.count == 1 ? .text(type[0]) : .list(type.map { .text($0) })
        return .object([("@id", .text(id)), ("@type", type)] + properties)
    }
}

extension JSONValue {
    static func integer(_ value: some BinaryInteger) -> JSONValue {
        .object([("@type", .text("xsd:integer")), ("@value", .text(String(value)))])
    }

    static func hexBinary(_ bytes: [UInt8]) -> JSONValue {
        .object([("@type", .text("xsd:hexBinary")), ("@value", .text(Hex.string(bytes)))])
    }

    /// - Parameter seconds: since 1970-01-01 UTC.
    static func dateTime(seconds: Int64) -> JSONValue {
        .object([("@type", .text("xsd:dateTime")), ("@value", .text(ReportTime.text(seconds: seconds)))])
    }
}
