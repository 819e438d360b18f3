import Analysis
import Foundation
import Model
import ReferenceData

/// Reference data as a scanner has it: read, compiled and mapped before it locks itself in.
struct LoadedReferences {
    let matcher: KeywordMatcher?
    let sets: [(version: ReferenceVersion, file: HashSetFile)]
    /// Bytes that are mapped.
    let mapped: UInt64

    init(_ references: [ScannerSetup.Reference]) throws {
        var lists: [KeywordList] = []
        var sets: [(version: ReferenceVersion, file: HashSetFile)] = []
        var mapped: UInt64 = 0
        for reference in references {
            switch reference.version.kind {
            case .keywords:
                let content = try Self.read(reference.path)
                lists.append(
                    try KeywordList.parse(name: reference.version.name, content: content, file: reference.path))
            case .hashset:
                let file = try HashSetFile(path: reference.path)
                mapped &+= try Self.size(reference.path)
                sets.append((reference.version, file))
            case .rules: break
            }
        }
        matcher = lists.isEmpty ? nil : try KeywordMatcher(lists: lists)
        self.sets = sets
        self.mapped = mapped
    }

    private static func size(_ path: String) throws -> UInt64 {
        var status = stat()
        guard stat(path, &status) == 0 else {
            throw WinnowError("reference-unreadable", "reference data at \(path) cannot be read")
        }
        return UInt64(clamping: status.st_size)
    }

    private static func read(_ path: String) throws -> [UInt8] {
        do { return try Array(Data(contentsOf: URL(fileURLWithPath: path))) } catch {
            throw WinnowError("reference-unreadable", "reference data at \(path) cannot be read", cause: "\(error)")
        }
    }
}
