/// Quicker to compile than a row of additions.
package func joined(_ parts: [UInt8]...) -> [UInt8] { parts.flatMap { $0 } }

package func ascii(_ text: String) -> [UInt8] { Array(text.utf8) }

package func zeros(_ count: Int) -> [UInt8] { [UInt8](repeating: 0, count: count) }
