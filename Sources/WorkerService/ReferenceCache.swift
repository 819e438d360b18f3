import Digests
import Foundation
import Model
import Postgres
import Store

/// Reference data on the host's disk, by digest: fetched once, verified, then read by every scanner.
struct ReferenceCache: Sendable {
    let directory: String

    /// The local file of a version, fetched from the database if it is not there yet.
    ///
    /// - Parameter fetch: gives the stored content of a digest.
    func path(
        of version: ReferenceVersion, fetch: (ReferenceVersion) async throws -> [UInt8]
    ) async throws -> String {
        let path = directory + "/" + version.digest
        if FileManager.default.fileExists(atPath: path) { return path }
        let content = try await fetch(version)
        guard Hex.string(RunningDigest.of(content)) == version.digest else {
            throw WinnowError(
                "reference-damaged",
                "\(version.kind.rawValue) \(version.name) in the database is not what its digest says",
                remedy: "import it again under a new name")
        }
        do {
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
            // Written beside and renamed: another slot or worker never sees half a file.
            try Data(content).write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            throw WinnowError(
                "cache-write", "reference data cannot be kept in \(directory)",
                remedy: "give the worker a cache folder it can write", cause: "\(error)")
        }
        return path
    }
}
