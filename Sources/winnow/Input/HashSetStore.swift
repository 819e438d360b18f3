import Foundation
import Model
import ReferenceData
import Store

/// How a version of a hash set came to be, kept beside it.
struct ImportDetails: Codable {
    var files: [String]
    var base: String?
    var profile: String?
    var statistics: ImportStatistics
}

/// Compiles hash sets and keeps them as versions.
struct HashSetStore {
    let name: String
    let kind: HashSetKind
    /// A folder for the content; nil for the database.
    var shared: String?

    func compile(
        _ files: [String], base: String? = nil, _ options: HashSetImport.Options = .init(), in records: Records
    ) async throws -> (ReferenceVersion, HashSetImport) {
        let folder = FileManager.default.temporaryDirectory.path
        let work = (options.scratch ?? folder) + "/winnow-set-" + UUID().uuidString
        try FileManager.default.createDirectory(
            atPath: work, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        defer { try? FileManager.default.removeItem(atPath: work) }
        var options = options
        let before = try await open(base, in: work, records)
        options.base = before?.file
        let output = work + "/set.wset"
        let imported = try HashSetImport.compile(files, to: output, options)
        let details = ImportDetails(
            files: files.map { URL(fileURLWithPath: $0).lastPathComponent }, base: before?.version.digest,
            profile: imported.profile, statistics: imported.statistics)
        let version = ReferenceVersion(
            kind: .hashset, name: name, digest: imported.digest, setKind: kind,
            entries: imported.statistics.entries + imported.statistics.pdq)
        if let shared { try share(output, imported.digest, in: shared) }
        let content = try FileHandle(forReadingFrom: URL(fileURLWithPath: output))
        defer { try? content.close() }
        let read: (Int, Int) throws -> [UInt8] = { offset, count in
            try content.seek(toOffset: UInt64(offset))
            return Array(try content.read(upToCount: count) ?? Data())
        }
        let kept = try await records.addReference(
            version, bytes: imported.size, details: try RecordPrinter.json(details), read: shared == nil ? read : nil)
        return (kept, imported)
    }

    private func open(
        _ base: String?, in work: String, _ records: Records
    ) async throws -> (version: ReferenceVersion, file: HashSetFile)? {
        guard let base else { return nil }
        let version = try await records.hashSet(base)
        guard version.setKind == kind else {
            throw WinnowError(
                "reference-differs", "\(base) is a \(version.setKind?.rawValue ?? "") set, not \(kind.rawValue)",
                remedy: "give the --kind of the base")
        }
        let path = work + "/base.wset"
        let file = try ReferenceFile(path: path)
        if let shared, FileManager.default.fileExists(atPath: SharedFolder.path(version.digest, in: shared)) {
            try SharedFolder.read(version.digest, in: shared) { try file.write($0) }
        } else {
            try await records.readReference(digest: version.digest) { try file.write($0) }
        }
        try file.finish(digest: version.digest)
        return (version, try HashSetFile(path: path))
    }

    private func share(_ output: String, _ digest: String, in folder: String) throws {
        let target = SharedFolder.path(digest, in: folder)
        guard !FileManager.default.fileExists(atPath: target) else { return }
        let file = try ReferenceFile(path: target)
        try SharedFolder.read(path: output) { try file.write($0) }
        try file.finish(digest: digest)
        // Others' workers read it.
        chmod(target, 0o444)
    }
}
