import Evidence
import Model

/// Plans the search of one kind of space in one volume while the survey meets it.
final class SpaceSurvey {
    private let survey: Survey
    private let locator: Locator
    /// Whether these bytes are accounted for here, and not by what the volume is.
    private let owned: Bool
    private var plan = SpacePlan()
    private var failure: (any Error)?

    /// - Parameter reason: under which the bytes stand in the coverage.
    init(_ survey: Survey, _ volume: Volume, _ fileSystem: String, _ state: FileState, _ reason: String, owned: Bool) {
        self.survey = survey
        self.owned = owned
        locator = Locator(
            volumeOffset: volume.offset, fileSystem: fileSystem, metaAddress: 0, path: RawPath(reason), state: state)
    }

    /// Called from within libtsk, so that an error waits for `finish`.
    func take(_ extent: Extent) {
        guard failure == nil else { return }
        do {
            try survey.image.stored(extent) { extent, isHole in
                if !isHole { return try send(plan.add(extent)) }
                // Zeros, which hold no term; the account must not depend on how the image is stored.
                if owned { survey.account(CoverageRow(.scanned, locator.path.text, bytes: extent.length)) }
            }
        } catch { failure = error }
    }

    func finish() throws {
        if let failure { throw failure }
        try send(plan.finish())
    }

    private func send(_ pieces: [SpaceExtents]) throws {
        for piece in pieces {
            try survey.take(
                ShardFile(
                    locator: locator, kind: .virtual, size: piece.length, ownedBytes: owned ? piece.length : 0,
                    space: piece))
        }
    }
}
