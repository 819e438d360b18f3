/// Named properties in XML, each a field: an office document's (`dc:title`), or those of an XMP packet (ISO 16684-1).
///
/// An element with text is a property; items of a list (`rdf:li`) belong to the property around them. In XMP a property may
/// also be an attribute of its description.
struct PropertyText: MarkupHandler {
    private static let deepest = 64
    private static let longest = 64 << 10
    private static let most = 2_000
    private static let containers: Set<String> = ["rdf:li", "rdf:alt", "rdf:bag", "rdf:seq", "rdf:value"]
    /// Names in XMP that say how it is written, not what.
    private static let technical = ["xmlns", "xml:", "rdf:", "x:xmptk", "stevt:", "stref:instanceid"]

    let isXMP: Bool
    private(set) var properties: [(field: String, text: String)] = []
    private var open: [String] = []
    private var depth = 0
    private var current = TextBuilder(limit: PropertyText.longest)

    init(isXMP: Bool) { self.isXMP = isXMP }

    mutating func text(_ run: UnsafeRawBufferPointer) { current.append(run) }
    mutating func entity(_ text: String) { current.append(text) }

    mutating func open(_ tag: MarkupTag) -> Bool {
        end()
        depth += 1
        if open.count < Self.deepest { open.append(tag.written) }
        guard isXMP else { return false }
        var found: [(String, String)] = []
        tag.forEachAttribute { name, value in
            let lower = name.lowercased()
            guard lower.contains(":"), !Self.technical.contains(where: { lower.hasPrefix($0) }) else { return }
            found.append((name, Entities.resolved(value)))
        }
        for (name, value) in found { add("xmp:" + name, value) }
        return false
    }

    mutating func close(_ tag: MarkupTag) {
        end()
        if depth == open.count, !open.isEmpty { open.removeLast() }
        depth = max(0, depth - 1)
    }

    private mutating func end() {
        guard !current.isEmpty else { return }
        let text = current.take()
        guard let name = open.last(where: { !Self.containers.contains($0.lowercased()) }), depth <= Self.deepest else {
            return
        }
        add((isXMP ? "xmp:" : "") + name, text)
    }

    private mutating func add(_ field: String, _ text: String) {
        guard properties.count < PropertyText.most, !text.isEmpty else { return }
        properties.append((field, String(text.prefix(Self.longest))))
    }
}
