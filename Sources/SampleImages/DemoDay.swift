import Foundation
import Model
import Synchronization

/// What `DemoDay` made: paths of files, ready to be added and submitted.
package struct DemoMaterials: Sendable {
    package var devicesCSV: String
    package var keywordLists: [(name: String, path: String)] = []
    package var hashSets: [(name: String, kind: HashSetKind, path: String)] = []
    /// In the order of the exhibits' numbers; for split images the first segment.
    package var images: [String] = []
    /// What is to be found: the category by exhibit; exhibits that are not named are negative.
    package var planted: [String: String] = [:]
}

/// A model day: 48 devices with 2,400 pictures, of which 42 have nothing to be found.
///
/// All of it is synthetic: patterns, word-list prose, and hash sets that know only our own patterns.
package struct DemoDay: Sendable {
    package var directory: String
    package var pictures: Int

    package init(directory: String, pictures: Int = 2400) {
        self.directory = directory
        self.pictures = pictures
    }

    /// Makes everything anew in the directory, several devices at a time.
    ///
    /// - Parameter progress: gets one line for each finished device, from any thread.
    /// - Throws: the first error of a device, after the devices begun before it have ended.
    package func make(progress: @escaping @Sendable (String) -> Void = { _ in }) throws -> DemoMaterials {
        let images = directory + "/images"
        do {
            try FileManager.default.createDirectory(atPath: images, withIntermediateDirectories: true)
        } catch {
            throw WinnowError("cannot-write", "cannot make \(images)", cause: String(describing: error))
        }
        let devices = self.devices
        let paths = try makeImages(of: devices, in: images, progress)
        var materials = DemoMaterials(devicesCSV: directory + "/devices.csv", images: paths)
        for device in devices { materials.planted[device.exhibit] = device.plant?.rawValue }
        try DemoReferenceData(folder: directory).write(into: &materials)
        try writeManifest(devices, paths, to: materials.devicesCSV)
        return materials
    }

    private var devices: [DemoDevice] {
        var first = 0
        return (1...DemoDevice.count).map { number in
            let share = pictures / DemoDevice.count + (number <= pictures % DemoDevice.count ? 1 : 0)
            defer { first += share }
            return DemoDevice(number: number, pictures: share, firstPicture: first)
        }
    }

    private func makeImages(
        of devices: [DemoDevice], in folder: String, _ progress: @escaping @Sendable (String) -> Void
    ) throws -> [String] {
        let results = DemoResults()
        let queue = OperationQueue()
        queue.maxConcurrentOperationCount = ProcessInfo.processInfo.activeProcessorCount
        for device in devices {
            queue.addOperation {
                guard !results.hasFailed else { return }
                let done = results.put(Result { try device.make(in: folder) }, for: device.number)
                progress("\(device.exhibit): \(device.label) (\(done) of \(devices.count))")
            }
        }
        queue.waitUntilAllOperationsAreFinished()
        if let failure = results.failure { throw failure }
        return try devices.compactMap { try results[$0.number]?.get() }
    }

    private func writeManifest(_ devices: [DemoDevice], _ paths: [String], to path: String) throws {
        var text = "exhibit,image,kind,label,priority\n"
        for (device, image) in zip(devices, paths) {
            let absolute = URL(fileURLWithPath: image).standardizedFileURL.path
            let fields = [device.exhibit, absolute, device.kind, device.label, String(device.priority)]
            text += fields.map { "\"" + $0.replacing("\"", with: "\"\"") + "\"" }.joined(separator: ",") + "\n"
        }
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    }
}

/// Paths and errors of devices that are made at the same time.
private final class DemoResults: Sendable {
    private let results = Mutex<[Int: Result<String, any Error>]>([:])

    var hasFailed: Bool { failure != nil }

    /// Of several the one of the lowest number.
    var failure: (any Error)? {
        let sorted = results.withLock { $0 }.sorted { $0.key < $1.key }
        for case (_, .failure(let error)) in sorted { return error }
        return nil
    }

    subscript(number: Int) -> Result<String, any Error>? { results.withLock { $0[number] } }

    /// Gives how many there are now.
    func put(_ result: Result<String, any Error>, for number: Int) -> Int {
        results.withLock { results in
            results[number] = result
            return results.count
        }
    }
}
