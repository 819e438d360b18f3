import Evidence
import Model

/// Plans the search of one kind of space in one volume while the survey meets it.
final class SpaceSurvey {
    private let survey: Survey
    private let locator: Locator
    /// Whether these bytes are accounted for here, and not by what the volume is.
    private let owned: Bool
    private var plan = SpacePlan()
    /// Bytes of zeros that are nowhere stored and hold no term. They count with the next piece: the account must not depend
    /// on how the image is stored, nor on whether there is anything to search for.
    private var zeros: UInt64 = 0
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
                if owned { zeros += extent.length }
            }
        } catch { failure = error }
    }

    func finish() throws {
        if let failure { throw failure }
        try send(plan.finish())
        if zeros > 0 { try send([SpaceExtents([])]) }
    }

    private func send(_ pieces: [SpaceExtents]) throws {
        for piece in pieces {
            defer { zeros = 0 }
            try survey.take(
                ShardFile(
                    locator: locator, kind: .virtual, size: piece.length, ownedBytes: owned ? piece.length + zeros : 0,
                    space: piece))
        }
    }
}
