/// The text of a page: what is read, what stands in attributes to be read, and where links lead.
struct HTMLText: MarkupHandler {
    /// Elements that do not end a word. All others do.
    private static let inline: Set<String> = [
        "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i",
        "img",
        "ins", "kbd", "mark", "nobr", "o:p", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup",
        "time",
        "tt", "u", "var", "wbr",
    ]
    private static let longestLink = 4_096

    var body = TextBuilder()
    var title = TextBuilder(limit: 64 << 10)
    var attributes = TextBuilder(limit: 4 << 20)
    var links = TextBuilder(limit: 4 << 20)
    private var isTitle = false

    mutating func text(_ run: UnsafeRawBufferPointer) {
        if isTitle { title.append(run) } else { body.append(run) }
    }

    mutating func entity(_ text: String) {
        if isTitle { title.append(text) } else { body.append(text) }
    }

    mutating func open(_ tag: MarkupTag) -> Bool {
        if tag.name == "script" || tag.name == "style" { return true }
        isTitle = tag.name == "title"
        separate(tag)
        tag.forEachAttribute { name, value in
            switch name.lowercased() {
            case "alt", "title", "placeholder", "aria-label", "content", "value", "label":
                attributes.breakLine()
                attributes.append(Entities.resolved(value))
            case "href", "src", "action", "data-src":
                // Pictures written into the page are no links.
                guard value.count <= Self.longestLink, !value.starts(with: "data:".utf8) else { return }
                links.breakLine()
                links.append(Entities.resolved(value))
            default: break
            }
        }
        return false
    }

    mutating func close(_ tag: MarkupTag) {
        isTitle = false
        separate(tag)
    }

    private mutating func separate(_ tag: MarkupTag) {
        if tag.name == "td" || tag.name == "th" { return body.breakCell() }
        if !Self.inline.contains(tag.name) { body.breakLine() }
    }
}
