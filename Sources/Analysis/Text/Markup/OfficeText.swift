/// The text of a part of an Office Open XML document: words that are split over runs are put together again.
///
/// ECMA-376: text stands in `w:t`, `a:t`, `t` of shared strings and of inline strings; a paragraph is `w:p`, `a:p`, `si`.
struct OfficeText: MarkupHandler {
    var body = TextBuilder()
    /// What a picture's or a link's author wrote about it.
    var attributes = TextBuilder(limit: 1 << 20)
    private var isTaking = false
    private var isSharedString = false

    mutating func text(_ run: UnsafeRawBufferPointer) {
        if isTaking { body.append(run) }
    }

    mutating func entity(_ text: String) {
        if isTaking { body.append(text) }
    }

    mutating func open(_ tag: MarkupTag) -> Bool {
        switch tag.local {
        case "t", "deltext", "instrtext", "f": isTaking = true
        // A cell of type `s` holds the number of a shared string.
        case "v": isTaking = !isSharedString
        case "c": isSharedString = tag.value(of: "t") == "s"
        case "tab": body.breakCell()
        case "br", "cr", "p": body.breakLine()
        case "nobreakhyphen": body.append("-")
        case "docpr", "cnvpr":
            for name in ["descr", "title"] { add(tag.value(of: name)) }
        case "hlinkclick": add(tag.value(of: "tooltip"))
        case "comment": add(tag.value(of: "w:author"))
        default: break
        }
        return false
    }

    mutating func close(_ tag: MarkupTag) {
        switch tag.local {
        case "t", "deltext", "instrtext", "v", "f": isTaking = false
        case "p", "si", "row": body.breakLine()
        case "tc", "c": body.breakCell()
        default: break
        }
    }

    private mutating func add(_ value: String?) {
        guard let value, !value.isEmpty else { return }
        attributes.breakLine()
        attributes.append(value)
    }
}

/// The text of an OpenDocument part (ODF 1.2): paragraphs, headings, table cells, what spans divide.
struct OpenDocumentText: MarkupHandler {
    var body = TextBuilder()
    var links = TextBuilder(limit: 1 << 20)
    /// Styles and scripts hold no text that anybody wrote.
    private var isInBody = false

    mutating func text(_ run: UnsafeRawBufferPointer) {
        if isInBody { body.append(run) }
    }

    mutating func entity(_ text: String) {
        if isInBody { body.append(text) }
    }

    mutating func open(_ tag: MarkupTag) -> Bool {
        switch tag.name {
        case "office:body", "office:master-styles": isInBody = true
        case "text:p", "text:h", "text:line-break", "svg:title", "svg:desc": body.breakLine()
        case "text:tab": body.breakCell()
        case "text:s": body.space()
        case "text:a", "draw:a": add(tag.value(of: "xlink:href"))
        default: break
        }
        return false
    }

    mutating func close(_ tag: MarkupTag) {
        switch tag.name {
        case "office:body", "office:master-styles": isInBody = false
        case "text:p", "text:h", "svg:title", "svg:desc", "table:table-row": body.breakLine()
        case "table:table-cell": body.breakCell()
        default: break
        }
    }

    private mutating func add(_ value: String?) {
        guard let value, !value.isEmpty else { return }
        links.breakLine()
        links.append(value)
    }
}
