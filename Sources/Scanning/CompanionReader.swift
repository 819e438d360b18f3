import Evidence
import Model

/// Gives the side files (`-wal`, `-journal`) of the database that is being analysed, read on demand and bounded.
final class CompanionReader {
    /// A side file larger than this is left out; the database is then read without it, and the entry says so.
    static let largest: UInt64 = 256 << 20

    private var fileSystem: FileSystem?
    private var main: Locator?
    private var companions: [ShardFile.Companion] = []
    private var missed: [WinnowError] = []

    func prepare(_ file: ShardFile, in fileSystem: FileSystem) {
        self.fileSystem = fileSystem
        main = file.locator
        companions = file.companions
    }

    /// What could not be read with its database since the last call.
    func takeMissed() -> [WinnowError] {
        defer { missed = [] }
        return missed
    }

    /// Reads the file itself once more, in any order; nil where the item is another one or lies within it.
    func reader(of locator: Locator) -> ((UnsafeMutableRawBufferPointer, UInt64) -> Int)? {
        guard locator == main, locator.inner == nil, let fileSystem,
            let file = try? fileSystem.open(metaAddress: locator.metaAddress, attribute: locator.attribute)
        else { return nil }
        return { buffer, offset in (try? file.read(into: buffer, at: offset)) ?? -1 }
    }

    func read(_ role: ShardFile.Companion.Role) -> [UInt8]? {
        guard let fileSystem, let companion = companions.first(where: { $0.role == role }) else { return nil }
        guard companion.size <= Self.largest else {
            missed.append(
                WinnowError("companion-too-large", "a database's \(role.rawValue) file is too large to be read with it")
            )
            return nil
        }
        do {
            let file = try fileSystem.open(metaAddress: companion.metaAddress, attribute: companion.attribute)
            return try file.readAll(limit: Int(Self.largest))
        } catch let error {
            missed.append(error)
            return nil
        }
    }
}
