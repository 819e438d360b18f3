import Model

/// Cuts the files of an image into shards while the survey walks, so that memory does not grow with the image.
///
/// Pure: files in, full shards out. Only the files of the first order wait for the end of the walk, because the side
/// files of a database (`-wal`, `-journal`) may be met after it and must be read together with it.
package struct ShardPlan {
    package struct Limits: Sendable {
        package var bytes: UInt64
        package var files: Int
        /// Files of the first order that wait for their companions; beyond it they go without.
        package var waiting: Int

        package init(bytes: UInt64 = 256 << 20, files: Int = 2_000, waiting: Int = 200_000) {
            self.bytes = bytes
            self.files = files
            self.waiting = waiting
        }
    }

    package struct Planned: Equatable {
        package var order: Yield
        package var files: [ShardFile]
    }

    private struct Place: Hashable {
        var volume: UInt64
        var fileSystem: String
        var path: RawPath

        init(_ locator: Locator, _ path: RawPath) {
            (volume, fileSystem, self.path) = (locator.volumeOffset, locator.fileSystem, path)
        }
    }

    private let limits: Limits
    private var open: [Yield: (files: [ShardFile], bytes: UInt64)] = [:]
    private var waiting: [ShardFile] = []
    private var sides: [Place: (role: ShardFile.Companion.Role, file: ShardFile)] = [:]

    package init(limits: Limits = Limits()) { self.limits = limits }

    /// - Returns: the shards that became full.
    package mutating func add(_ file: ShardFile) -> [Planned] {
        let order = Yield(path: file.locator.path)
        if file.skipReason == nil, file.size > 0, let role = Self.sideRole(file.locator.path),
            sides.count < limits.waiting
        {
            sides[Place(file.locator, file.locator.path)] = (role, file)
        }
        guard order == .profiles, waiting.count < limits.waiting else { return place(file, order) }
        waiting.append(file)
        return []
    }

    /// Space that is no file's: searched last.
    package mutating func add(space file: ShardFile) -> [Planned] { place(file, .free) }

    /// Ends the walk.
    /// - Returns: all remaining shards, best first.
    package mutating func finish() -> [Planned] {
        var done: [Planned] = []
        for file in waiting { done += place(withCompanions(file), .profiles) }
        waiting = []
        for order in Yield.allCases { done += close(order) }
        sides = [:]
        return done
    }

    private mutating func place(_ file: ShardFile, _ order: Yield) -> [Planned] {
        var done: [Planned] = []
        let size = file.skipReason == nil ? file.size : 0
        if let bytes = open[order]?.bytes, bytes.addingReportingOverflow(size).overflow || bytes + size > limits.bytes {
            done += close(order)
        }
        // In place: a copy of the shard for each of its files would be most of a survey's time.
        open[order, default: ([], 0)].files.append(file)
        open[order]?.bytes &+= size
        if let (files, bytes) = open[order], files.count >= limits.files || bytes >= limits.bytes {
            done += close(order)
        }
        return done
    }

    private mutating func close(_ order: Yield) -> [Planned] {
        guard var files = open.removeValue(forKey: order)?.files, !files.isEmpty else { return [] }
        // File systems lay files out much as they number them, but hash the names in their folders: read by number, a
        // compressed image's chunk is inflated once for all files that share it.
        if order != .free { files.sort { Self.place($0.locator) < Self.place($1.locator) } }
        return [Planned(order: order, files: files)]
    }

    private static func place(_ locator: Locator) -> (UInt64, String, UInt64) {
        (locator.volumeOffset, locator.fileSystem, locator.metaAddress)
    }

    private func withCompanions(_ file: ShardFile) -> ShardFile {
        var file = file
        for (ending, role) in Self.sideEndings {
            let path = RawPath(bytes: file.locator.path.bytes + Array(ending.utf8))
            guard let side = sides[Place(file.locator, path)], side.role == role else {
                continue
            }
            file.companions.append(
                .init(
                    role: role, metaAddress: side.file.locator.metaAddress, attribute: side.file.locator.attribute,
                    size: side.file.size))
        }
        return file
    }

    private static let sideEndings: [(String, ShardFile.Companion.Role)] = [("-wal", .wal), ("-journal", .journal)]

    private static func sideRole(_ path: RawPath) -> ShardFile.Companion.Role? {
        sideEndings.first {
            path.bytes.count > $0.0.utf8.count && path.bytes.suffix($0.0.utf8.count).elementsEqual($0.0.utf8)
        }?.1
    }
}
