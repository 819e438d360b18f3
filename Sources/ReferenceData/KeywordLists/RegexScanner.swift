/// Cuts the next token off a regular expression.
struct RegexScanner {
    private let scalars: [Unicode.Scalar]
    private var index = 0

    init(_ expression: String) { scalars = Array(expression.unicodeScalars) }

    mutating func next() throws(RegexSyntax.Refusal) -> RegexSyntax.Token? {
        guard let scalar = take() else { return nil }
        switch scalar {
        case "\\": return try escape()
        case ".": return .any
        case "^", "$": return .anchor(String(scalar))
        case "(": return .structure(try groupStart())
        case ")", "|": return .structure(String(scalar))
        case "[": return .set(try bracketClass())
        case "*", "+", "?": return .structure(String(scalar) + lazyMark())
        case "{": return .structure(try bounds())
        default: return .literal(scalar)
        }
    }

    private mutating func take() -> Unicode.Scalar? {
        guard index < scalars.count else { return nil }
        index += 1
        return scalars[index - 1]
    }

    private var upcoming: Unicode.Scalar? { index < scalars.count ? scalars[index] : nil }

    private mutating func lazyMark() -> String {
        guard upcoming == "?" else { return "" }
        index += 1
        return "?"
    }

    private mutating func escape() throws(RegexSyntax.Refusal) -> RegexSyntax.Token {
        guard let scalar = take() else { throw .init(reason: "backslash at the end of the regular expression") }
        switch scalar {
        case "d", "D", "w", "W", "s", "S": return .set("\\" + String(scalar))
        case "b", "B": return .anchor("\\" + String(scalar))
        case "t": return .literal("\t")
        case "n": return .literal("\n")
        case "r": return .literal("\r")
        case "x": return .literal(try hexadecimal())
        case "1"..."9", "k", "g": throw .init(reason: "back references are not supported")
        case "0"..."9", "a"..."z", "A"..."Z":
            throw .init(reason: "escape \\\(scalar) is not supported")
        default: return .literal(scalar)
        }
    }

    private mutating func hexadecimal() throws(RegexSyntax.Refusal) -> Unicode.Scalar {
        guard let high = take()?.properties.numericHex, let low = take()?.properties.numericHex, high < 8 else {
            throw .init(reason: "\\x takes two hexadecimal digits up to 7F")
        }
        return Unicode.Scalar(UInt8(high * 16 + low))
    }

    private mutating func groupStart() throws(RegexSyntax.Refusal) -> String {
        guard upcoming == "?" else { return "(" }
        index += 1
        guard take() == ":" else {
            throw .init(reason: "look-around, named groups and inline flags are not supported; use (?:...)")
        }
        return "(?:"
    }

    private mutating func bounds() throws(RegexSyntax.Refusal) -> String {
        var text = ""
        while let scalar = take(), scalar != "}" { text.unicodeScalars.append(scalar) }
        let numbers = text.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
        guard (1...2).contains(numbers.count), let low = numbers[0], (0...RegexSyntax.maximumRepeat).contains(low),
            numbers.count == 1 || text.hasSuffix(",") || numbers[1] != nil,
            (numbers.last ?? nil).map({ (low...RegexSyntax.maximumRepeat).contains($0) }) ?? true
        else {
            throw .init(reason: "a repeat is {n}, {n,} or {n,m} up to \(RegexSyntax.maximumRepeat)")
        }
        return "{" + text + "}" + lazyMark()
    }

    private mutating func bracketClass() throws(RegexSyntax.Refusal) -> String {
        var text = "["
        var isFirst = true
        while let scalar = take() {
            guard scalar.isASCII else {
                throw .init(reason: "a class with non-ASCII characters is not supported; use (?:a|b)")
            }
            text.unicodeScalars.append(scalar)
            if scalar == "\\", let escaped = take() {
                guard escaped.isASCII, !"pPkgNbBxuU0123456789".unicodeScalars.contains(escaped) else {
                    throw .init(reason: "escape \\\(escaped) is not supported in a class")
                }
                text.unicodeScalars.append(escaped)
            } else if scalar == "[" || scalar == "&" {
                throw .init(reason: "\(scalar) in a class must be escaped")
            } else if scalar == "]", !isFirst {
                return text
            }
            if scalar != "^" || text.count > 2 { isFirst = false }
        }
        throw .init(reason: "class without closing bracket")
    }
}

extension Unicode.Scalar.Properties {
    /// Value of a hexadecimal digit.
    fileprivate var numericHex: Int? {
        guard isASCIIHexDigit, let value = numericType != nil ? numericValue.map({ Int($0) }) : nil else {
            return lowercaseMapping.unicodeScalars.first.flatMap { scalar in
                isASCIIHexDigit && scalar.value >= 97 ? Int(scalar.value) - 87 : nil
            }
        }
        return value
    }
}
