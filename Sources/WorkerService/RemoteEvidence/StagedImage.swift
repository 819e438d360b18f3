import Foundation

/// A copy of an image on this host; its files go with the last who holds it.
final class StagedImage: Sendable {
    /// Of the image's first file.
    let path: String
    /// What the server said of each file's state.
    let states: [String]
    private let folder: String
    private let bytes: UInt64
    private let area: StagingArea

    init(path: String, states: [String], folder: String, bytes: UInt64, area: StagingArea) {
        self.path = path
        self.states = states
        self.folder = folder
        self.bytes = bytes
        self.area = area
    }

    deinit {
        try? FileManager.default.removeItem(atPath: folder)
        area.give(back: bytes)
    }
}
