/// The way from a file into the containers (archives, compressed files) that it holds: one step a level.
///
/// Names are exactly as stored, as bytes without NUL. An empty name stands for what of a container could not be listed.
package struct InnerPath: Hashable, Codable, Sendable {
    package struct Step: Hashable, Codable, Sendable {
        /// A container's format (`ContainerFormat`): how the next name is reached.
        package var container: String
        /// The member's name in that container.
        package var name: RawPath

        package init(container: String, name: RawPath) {
            self.container = container
            self.name = name
        }
    }

    package var steps: [Step]

    package init(_ steps: [Step]) { self.steps = steps }

    /// The names, outermost first, with `!/` between them, as archives' URLs have it.
    package var text: String { steps.map(\.name.text).joined(separator: "!/") }

    package func appending(_ container: String, _ name: RawPath) -> InnerPath {
        InnerPath(steps + [Step(container: container, name: name)])
    }
}

extension InnerPath {
    /// Formats and names in turn with a NUL between each two: the form that databases keep, without ambiguity.
    package var bytes: [UInt8] {
        Array(steps.map { Array($0.container.utf8) + [0] + $0.name.bytes }.joined(separator: [0]))
    }

    /// Nil when these are not the bytes of one.
    package init?(bytes: [UInt8]) {
        let parts = bytes.split(separator: 0, omittingEmptySubsequences: false)
        guard parts.count.isMultiple(of: 2) else { return nil }
        self.init(
            stride(from: 0, to: parts.count, by: 2).map {
                Step(container: String(decoding: parts[$0], as: UTF8.self), name: RawPath(bytes: Array(parts[$0 + 1])))
            })
    }
}
