/// A glob over path components without regard to ASCII case: `*` and `?` inside a component, `**` for any depth.
struct PathPattern: Sendable {
    enum Component: Sendable, Equatable {
        case anyDepth
        case glob([UInt8])
    }

    /// Text that every matching path has: a whole component, or the first bytes of one.
    enum Anchor: Equatable {
        case component([UInt8])
        case start([UInt8])
    }

    static let anchorStart = 4
    private let components: [Component]

    init(_ text: String) {
        components = text.lowercased().split(separator: "/").map { $0 == "**" ? .anyDepth : .glob(Array($0.utf8)) }
    }

    /// One component, in which `/` is a character like any other.
    init(_ component: [UInt8]) { components = [.glob(component)] }

    /// The longest fixed text, the later on a tie; nil when there is none of use.
    var anchor: Anchor? {
        var best: (length: Int, anchor: Anchor)?
        for case .glob(let glob) in components {
            let fixed = glob.prefix { $0 != Self.star && $0 != Self.one }
            let isWhole = fixed.count == glob.count
            guard isWhole || fixed.count >= Self.anchorStart, fixed.count >= best?.length ?? 0 else { continue }
            best = (fixed.count, isWhole ? .component(glob) : .start(Array(fixed.prefix(Self.anchorStart))))
        }
        return best?.anchor
    }

    /// - Parameter path: the components of a path, lower case.
    func matches(_ path: [ArraySlice<UInt8>]) -> Bool {
        Self.matches(components.count, path.count, isRun: { components[$0] == .anyDepth }) { index, position in
            guard case .glob(let glob) = components[index] else { return false }
            return Self.matches(glob, path[position])
        }
    }

    private static let star = UInt8(ascii: "*")
    private static let one = UInt8(ascii: "?")

    private static func matches(_ glob: [UInt8], _ text: ArraySlice<UInt8>) -> Bool {
        matches(glob.count, text.count, isRun: { glob[$0] == star }) { index, position in
            glob[index] == one || glob[index] == text[text.startIndex + position]
        }
    }

    /// Wildcard matching that goes back only to the last run, so its time is bounded by the product of the lengths.
    private static func matches(
        _ patternCount: Int, _ textCount: Int, isRun: (Int) -> Bool, single: (Int, Int) -> Bool
    ) -> Bool {
        var index = 0
        var position = 0
        var retry: (index: Int, position: Int)?
        while position < textCount {
            if index < patternCount, isRun(index) {
                retry = (index, position)
                index += 1
            } else if index < patternCount, single(index, position) {
                index += 1
                position += 1
            } else if let last = retry {
                retry = (last.index, last.position + 1)
                index = last.index + 1
                position = last.position + 1
            } else {
                return false
            }
        }
        while index < patternCount, isRun(index) { index += 1 }
        return index == patternCount
    }
}
