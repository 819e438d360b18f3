import Digests
import HTTP
import Model

/// An image on the network, as a scanner can read it.
enum RemoteImage: Sendable {
    /// By parts, through this process.
    case ranged(RangedImage)
    /// A copy on this host.
    case staged(StagedImage)

    private static let copied = "copied"

    /// What tells its state, and how it was read, from any other: kept with the image by its survey.
    var origin: String {
        switch self {
        case .ranged(let image): image.file.identity.text
        case .staged(let copy) where copy.states.count == 1: Self.copied + ", " + copy.states[0]
        case .staged(let copy):
            "\(Self.copied), \(copy.states.count) files, states "
                + Hex.string(RunningDigest.of(copy.states.joined(separator: "\n")))
        }
    }

    static func isOfCopy(_ origin: String) -> Bool { origin.hasPrefix(copied) }
}
