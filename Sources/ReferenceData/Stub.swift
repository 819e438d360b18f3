import Model
package struct RuleSet: Sendable { package var name = ""; package var digest = ""; package var rules: [Int] = []; package static let standard = RuleSet(); package static let standardText = ""
 package static func parse(name: String, content: [UInt8], file: String) throws(WinnowError) -> RuleSet { RuleSet() } }
