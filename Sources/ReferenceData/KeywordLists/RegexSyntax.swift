/// A regular expression cut into its parts, and what of it the search engine cannot do.
package enum RegexSyntax {
    package enum Token: Hashable, Sendable {
        /// One character that stands for itself, escaped or not.
        case literal(Unicode.Scalar)
        case any
        /// A class in brackets, or a shorthand such as `\d`, as written; ASCII only.
        case set(String)
        /// `*`, `+?`, `{2,5}`, `(`, `(?:`, `)`, `|`: as written.
        case structure(String)
        /// `^`, `$`, `\b`, `\B`: as written.
        case anchor(String)
    }

    package struct Refusal: Error { package var reason: String }

    package static let maximumRepeat = 1000

    /// Why an expression is refused; nil when it is taken.
    package static func refusal(of expression: String) -> String? {
        guard !expression.isEmpty else { return "empty regular expression" }
        do throws(Refusal) {
            _ = try tokens(of: expression)
        } catch {
            return error.reason
        }
        guard let regex = try? Regex(expression) else { return "malformed regular expression" }
        if (try? regex.firstMatch(in: "")) != nil, "".wholeMatch(of: regex) != nil {
            return "regular expression matches the empty text"
        }
        return nil
    }

    package static func tokens(of expression: String) throws(Refusal) -> [Token] {
        var scanner = RegexScanner(expression)
        var tokens: [Token] = []
        var depth = 0
        while let token = try scanner.next() {
            if case .structure(let text) = token {
                if text.hasPrefix("(") { depth += 1 }
                if text == ")" { depth -= 1 }
                guard depth >= 0 else { throw Refusal(reason: "closing parenthesis without an opening one") }
                guard depth <= 50 else { throw Refusal(reason: "groups nested too deeply") }
            }
            tokens.append(token)
        }
        guard depth == 0 else { throw Refusal(reason: "opening parenthesis without a closing one") }
        return tokens
    }
}
