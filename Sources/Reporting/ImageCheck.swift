/// What the verification of an image found (`--verify`).
package struct ImageCheck: Codable, Hashable, Sendable {
    /// What it says of the image as a whole.
    package enum Verdict: String, Codable, Sendable {
        /// A digest as computed.
        case computed = "image-digest"
        /// A digest of the acquisition that agrees.
        case agrees = "image-verified"
        /// One that does not, or bytes that could not be read.
        case differs = "image-integrity"
        /// There is no digest of the acquisition.
        case nothingToCompare = "image-unverified"
    }

    package var verdict: Verdict
    package var what: String
    package var detail: String

    package init(_ verdict: Verdict, _ what: String, detail: String) {
        self.verdict = verdict
        self.what = what
        self.detail = detail
    }

    /// For a reader; nothing of it is judgement.
    var text: String {
        switch verdict {
        case .computed: "computed " + what
        case .agrees: "agrees: " + what
        case .differs: "DIFFERS: " + what + " (" + detail + ")"
        case .nothingToCompare: what
        }
    }
}
