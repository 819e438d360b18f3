import Model

/// What one slot has a scanner do.
struct ScannerJob: Sendable {
    var setup: ScannerSetup
    /// Where the image is if it is not this host's file.
    var url: ImageURL?
    /// The state that an image on the network must be in; empty for any.
    var origin = ""
    var request: ScannerRequest
    /// What the request says follows.
    var content: [[UInt8]] = []
}

/// How a job was done.
struct ScannerRun: Sendable {
    /// What held the scanner in.
    var level: SandboxLevel
    /// The state of an image on the network; empty for a local one.
    var origin: String
}
