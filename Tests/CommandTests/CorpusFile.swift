import Foundation

/// A public test file as it was before it was packed for keeping.
enum CorpusFile {
    /// What the endings mean, the longest first; each command writes to its standard output.
    private static let unpackers: [(ending: String, command: [String])] = [
        (".tar.xz", ["tar", "-xJOf"]), (".gz", ["gzip", "-dc"]), (".xz", ["xz", "-dc"]), (".xxd", ["xxd", "-r"]),
    ]

    /// - Returns: the path of the unpacked file in `folder`, or the file's own.
    static func unpacked(_ path: String, into folder: String) throws -> String {
        guard let unpacker = unpackers.first(where: { path.hasSuffix($0.ending) }) else { return path }
        let target = folder + "/" + (path as NSString).lastPathComponent.dropLast(unpacker.ending.count)
        try Data().write(to: URL(fileURLWithPath: target))
        try run(unpacker.command + [path], output: FileHandle(forWritingTo: URL(fileURLWithPath: target)))
        return target
    }

    static func run(_ command: [String], output: FileHandle = .nullDevice) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = command
        process.standardOutput = output
        try process.run()
        process.waitUntilExit()
    }
}
