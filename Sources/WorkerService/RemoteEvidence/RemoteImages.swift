import Foundation
import HTTP
import Model

/// The images on the network that this worker reads, each opened or copied once for all slots.
///
/// Called from the slots' own threads, which wait for the network.
final class RemoteImages: @unchecked Sendable {
    private struct Entry {
        var image: RemoteImage
        var used: UInt64
        var lastUse: DispatchTime
    }

    private let settings: RemoteSettings
    private let client: HTTPClient
    private let area: StagingArea
    /// Images kept open: one a slot, and some whose next job may come.
    private let most: Int

    // All below is guarded by the condition, which is signalled when an image has been opened or has not.
    private let condition = NSCondition()
    private var opening: Set<ImageURL> = []
    private var open: [ImageURL: Entry] = [:]
    /// Images that a scanner could not read by parts.
    private var whole: Set<ImageURL> = []
    private var clock: UInt64 = 0

    /// - Parameter group: of the scanners, where they are another user's.
    init(_ settings: RemoteSettings, slots: Int, group: UInt32?) {
        self.settings = settings
        client = HTTPClient(settings.http)
        area = StagingArea(settings, group: group)
        most = slots + 4
    }

    /// Removes all copies and ends all reading ahead.
    func close() {
        condition.lock()
        defer { condition.unlock() }
        for number in Array(open.keys) { drop(number) }
        area.remove()
    }

    /// An image's bytes; the first to ask opens it, the others wait.
    ///
    /// - Parameters:
    ///   - origin: the state that it must be in; empty for any.
    ///   - check: asked while waiting; throws to give up.
    /// - Throws: `image-changed` when it is in another state, and what opening and copying throws.
    func image(
        at url: ImageURL, origin: String, check: @escaping () throws(WinnowError) -> Void
    ) throws(WinnowError) -> RemoteImage {
        if RemoteImage.isOfCopy(origin) { needsWhole(url) }
        let image = try image(at: url, check: check)
        guard origin.isEmpty || image.origin == origin else {
            throw WinnowError(
                "image-changed", "\(ImageURL.withoutSecrets(url.address)) is not what its survey has read",
                remedy: "submit the image again", cause: "it is now \(image.origin), and was \(origin)")
        }
        return image
    }

    private func image(at url: ImageURL, check: @escaping () throws(WinnowError) -> Void) throws(WinnowError)
        -> RemoteImage
    {
        condition.lock()
        defer { condition.unlock() }
        while true {
            clock += 1
            if let entry = open[url] {
                open[url]?.used = clock
                open[url]?.lastUse = .now()
                return entry.image
            }
            if opening.insert(url).inserted { break }
            _ = condition.wait(until: Date(timeIntervalSinceNow: 0.5))
            try check()
        }
        defer {
            opening.remove(url)
            condition.broadcast()
        }
        let needsWhole = whole.contains(url)
        condition.unlock()
        let result = Result { () throws(WinnowError) in try fetch(url, needsWhole, check) }
        condition.lock()
        let image = try result.get()
        if open.count >= most, let oldest = open.min(by: { $0.value.used < $1.value.used })?.key { drop(oldest) }
        open[url] = Entry(image: image, used: clock, lastUse: .now())
        return image
    }

    /// The image is in a container that cannot be read by parts: from now on it is copied.
    func needsWhole(_ url: ImageURL) {
        condition.lock()
        defer { condition.unlock() }
        whole.insert(url)
        if case .ranged = open[url]?.image { drop(url) }
    }

    /// Gives up copies that nobody has used for a while.
    func tidy() {
        condition.lock()
        defer { condition.unlock() }
        for (url, entry) in open where entry.lastUse + settings.keepsCopies < .now() { drop(url) }
    }

    private func fetch(_ url: ImageURL, _ needsWhole: Bool, _ check: @escaping () throws(WinnowError) -> Void)
        throws(WinnowError) -> RemoteImage
    {
        // A digest asks for a check, and the check for every byte.
        if !needsWhole, url.digest == nil, try !isFirstOfMany(url, check) {
            let file = try RemoteFile(
                url.address, client: client, retries: settings.retries, timeouts: settings.timeouts, check: check)
            if file.hasRanges { return .ranged(RangedImage(file, memory: settings.cacheMemory)) }
        }
        let copy = ImageCopy(url: url, client: client, settings: settings, area: area, check: check)
        do throws(WinnowError) { return .staged(try copy.make()) } catch {
            guard error.code == "scratch-full" else { throw error }
            // Copies that are only kept for later make room.
            condition.lock()
            for (url, entry) in open { if case .staged = entry.image { drop(url) } }
            condition.unlock()
            return .staged(try copy.make())
        }
    }

    /// Whether a raw image goes on in another file.
    private func isFirstOfMany(_ url: ImageURL, _ check: @escaping () throws(WinnowError) -> Void) throws(WinnowError)
        -> Bool
    {
        guard let dot = url.fileName.lastIndex(of: ".") else { return false }
        let ending = String(url.fileName[url.fileName.index(after: dot)...])
        guard SegmentNames.isSplitRaw(ending), let second = SegmentNames.after(ending).first else { return false }
        do throws(WinnowError) {
            _ = try RemoteFile(
                url.sibling(url.fileName[...dot] + second), client: client, retries: settings.retries,
                timeouts: settings.timeouts, check: check)
            return true
        } catch {
            guard error.code == "image-missing" else { throw error }
            return false
        }
    }

    /// Whoever still reads it goes on; a copy goes with the last of them. The lock is held.
    private func drop(_ url: ImageURL) {
        if case .ranged(let image) = open.removeValue(forKey: url)?.image { image.close() }
    }
}
