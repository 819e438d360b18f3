import Model
import Yams

extension RuleSetParser {
    /// The values of a mapping by key, with unknown and missing keys refused.
    func fields(
        _ node: Node, of what: String, known: [String], required: [String] = []
    ) throws(WinnowError) -> [String: Node] {
        guard let mapping = node.mapping else { throw invalid(line(node), "expected \(what) as `key: value` pairs") }
        var fields: [String: Node] = [:]
        for (key, value) in mapping {
            let name = key.scalar?.string ?? ""
            guard known.contains(name) else {
                throw invalid(line(key), "unknown key `\(name)` in \(what): expected \(known.joined(separator: ", "))")
            }
            fields[name] = value
        }
        if let missing = required.first(where: { fields[$0] == nil }) {
            throw invalid(line(node), "missing `\(missing)` in \(what)")
        }
        return fields
    }

    func string(_ node: Node?, _ key: String) throws(WinnowError) -> String {
        guard let text = node?.scalar?.string, !text.isEmpty else {
            throw invalid(line(node), "`\(key)` must be text")
        }
        return text
    }

    /// One text or a list of texts.
    func strings(_ node: Node?, _ key: String) throws(WinnowError) -> [String] {
        guard let node else { return [] }
        guard let list = node.sequence else { return [try string(node, key)] }
        guard !list.isEmpty else { throw invalid(line(node), "`\(key)` is an empty list") }
        var values: [String] = []
        for entry in list { values.append(try string(entry, key)) }
        return values
    }

    func count(_ node: Node?, _ key: String) throws(WinnowError) -> Int {
        guard let node else { return 1 }
        guard let value = Int(try string(node, key)), value > 0 else {
            throw invalid(line(node), "`\(key)` must be a whole number above 0")
        }
        return value
    }

    func line(_ node: Node?) -> Int { node?.mark?.line ?? 1 }

    func invalid(_ line: Int, _ what: String) -> WinnowError {
        WinnowError("rules-invalid", "\(file):\(line): \(what)", remedy: "correct the line; see docs/rules.md")
    }
}
