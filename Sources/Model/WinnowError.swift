/// An error as the person on shift reads it: what, where, what to do.
///
/// `code` is a short stable word that also appears in logs, in coverage reasons and in tests.
package struct WinnowError: Error, Hashable, Codable, Sendable, CustomStringConvertible {
    package var code: String
    package var message: String
    package var remedy: String?
    package var cause: String?

    package init(_ code: String, _ message: String, remedy: String? = nil, cause: String? = nil) {
        self.code = code
        self.message = message
        self.remedy = remedy
        self.cause = cause
    }

    /// One line: `message: cause; remedy (code)`.
    package var description: String {
        var line = message
        if let cause { line += ": " + cause }
        if let remedy { line += "; " + remedy }
        return Escaping.line(line) + " [\(code)]"
    }
}
