import Model

/// A claim that has come to a result, and the result.
package struct JobResult: Sendable {
    package enum Content: Sendable {
        case survey(SurveyResult)
        case scan(ScanResult)
        case rescan(RescanResult)
        case collate(DeviceResult, imageDigests: [Int64: String])
        /// The end of the job is all there is to say.
        case nothing
    }

    package var claim: Claim
    package var progress: Progress
    package var outcome: JobOutcome
    /// What held the scanner in; nil where there was none.
    package var sandbox: SandboxLevel?
    package var content: Content

    package init(
        _ claim: Claim, progress: Progress = Progress(), outcome: JobOutcome = .ok, sandbox: SandboxLevel? = nil,
        content: Content = .nothing
    ) {
        self.claim = claim
        self.progress = progress
        self.outcome = outcome
        self.sandbox = sandbox
        self.content = content
    }
}
