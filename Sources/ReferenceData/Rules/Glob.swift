import Model

/// A pattern over bytes without regard to ASCII case: `*` and `?` stay inside a path component, `**` does not.
package struct Glob: Hashable, Sendable {
    package let text: String
    private let steps: [Step]

    private enum Step: Hashable, Sendable {
        case byte(UInt8)
        case one, run, deepRun
    }

    package init(_ text: String) {
        self.text = text
        var steps: [Step] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "*"):
                if steps.last == .run || steps.last == .deepRun {
                    steps[steps.count - 1] = .deepRun
                } else {
                    steps.append(.run)
                }
            case UInt8(ascii: "?"): steps.append(.one)
            default: steps.append(.byte(byte.lowercasedASCII))
            }
        }
        self.steps = steps
    }

    /// Takes time bounded by the product of the lengths, whatever the evidence says.
    package func matches(_ bytes: [UInt8]) -> Bool {
        var reached = [Bool](repeating: false, count: steps.count + 1)
        reached[0] = true
        closeRuns(&reached)
        for byte in bytes {
            let byte = byte.lowercasedASCII
            let isSlash = byte == UInt8(ascii: "/")
            var next = [Bool](repeating: false, count: steps.count + 1)
            for (index, step) in steps.enumerated() where reached[index] {
                switch step {
                case .byte(let wanted): if wanted == byte { next[index + 1] = true }
                case .one: if !isSlash { next[index + 1] = true }
                case .run: if !isSlash { next[index] = true }
                case .deepRun: next[index] = true
                }
            }
            closeRuns(&next)
            reached = next
        }
        return reached[steps.count]
    }

    /// A run may also be empty.
    private func closeRuns(_ reached: inout [Bool]) {
        for (index, step) in steps.enumerated() where reached[index] && (step == .run || step == .deepRun) {
            reached[index + 1] = true
        }
    }
}
