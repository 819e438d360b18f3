import Model

/// What tells one state of a file on a server from another.
package struct FileIdentity: Hashable, Sendable {
    package var size: UInt64
    /// A strong one, with its quotes; nil where the server gives none.
    package var etag: String?
    /// As the server writes it.
    package var modified: String?

    package init(size: UInt64, etag: String? = nil, modified: String? = nil) {
        self.size = size
        self.etag = etag
        self.modified = modified
    }

    init(size: UInt64, _ head: HTTPHead) {
        self.init(size: size, etag: Self.strong(head.value("ETag")), modified: head.value("Last-Modified"))
    }

    /// One line that differs where the state does.
    package var text: String {
        ["size \(size)", etag.map { "etag \($0)" }, modified.map { "modified \(Escaping.line($0))" }]
            .compactMap { $0 }.joined(separator: ", ")
    }

    /// Makes a server refuse to mix states, where it has a way to.
    var conditions: [HTTPHeader] {
        if let etag { return [HTTPHeader("If-Match", etag), HTTPHeader("If-Range", etag)] }
        if let modified { return [HTTPHeader("If-Range", modified)] }
        return []
    }

    /// Whether a response can be of this state.
    func agrees(with head: HTTPHead) -> Bool {
        if let etag { return head.value("ETag") == nil || head.value("ETag") == etag }
        if let modified { return head.value("Last-Modified") == nil || head.value("Last-Modified") == modified }
        return true
    }

    /// A weak one says that a file means the same, not that its bytes are the same.
    private static func strong(_ etag: String?) -> String? {
        guard let etag, etag.hasPrefix("\""), etag.hasSuffix("\""), etag.utf8.count > 2,
            etag.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else { return nil }
        return etag
    }
}
