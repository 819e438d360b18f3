import Foundation
import Model

/// A program of the system that makes a part of an image.
package struct Tool: Sendable {
    var name: String
    /// Debian's, for the remedy.
    var package: String

    package init(name: String, package: String) {
        self.name = name
        self.package = package
    }

    package static let mke2fs = Tool(name: "mke2fs", package: "e2fsprogs")
    static let debugfs = Tool(name: "debugfs", package: "e2fsprogs")
    static let mkfsFAT = Tool(name: "mkfs.vfat", package: "dosfstools")
    static let mmd = Tool(name: "mmd", package: "mtools")
    static let mcopy = Tool(name: "mcopy", package: "mtools")
    static let mdel = Tool(name: "mdel", package: "mtools")
    static let mkntfs = Tool(name: "mkntfs", package: "ntfs-3g")
    static let sfdisk = Tool(name: "sfdisk", package: "fdisk")
    static let ewfacquirestream = Tool(name: "ewfacquirestream", package: "ewf-tools")

    /// Users' PATH on Debian lacks the sbin folders, where most of these tools are.
    private static let folders = ["/usr/sbin", "/usr/bin", "/sbin", "/bin", "/usr/local/sbin", "/usr/local/bin"]

    /// What the tools take as the time now, where they can be told.
    private static var environment: [String: String] {
        let epoch = String(Int(FileTree.day.timeIntervalSince1970))
        return [
            "PATH": folders.joined(separator: ":"), "LC_ALL": "C.UTF-8", "TZ": "UTC", "SOURCE_DATE_EPOCH": epoch,
            "E2FSPROGS_FAKE_TIME": epoch, "MTOOLS_SKIP_CHECK": "1", "MTOOLSRC": "/dev/null",
            "MKE2FS_CONFIG": "/dev/null",
        ]
    }

    /// Runs the tool to its end.
    ///
    /// - Parameters:
    ///   - input: the file it reads as standard input.
    ///   - scratch: a folder for its standard error.
    /// - Throws: `tool-missing` when it is not installed, `tool-failed` with its own last words when it fails.
    package func run(_ arguments: [String], input: String? = nil, scratch: String) throws {
        let files = FileManager.default
        guard let folder = Self.folders.first(where: { files.isExecutableFile(atPath: $0 + "/" + name) }) else {
            throw WinnowError("tool-missing", "\(name) is not installed", remedy: "apt-get install \(package)")
        }
        let errorPath = scratch + "/tool.err"
        guard files.createFile(atPath: errorPath, contents: nil), let errors = FileHandle(forWritingAtPath: errorPath)
        else {
            throw WinnowError("cannot-write", "cannot write \(errorPath)", remedy: "check space and permissions")
        }
        defer { try? errors.close() }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: folder + "/" + name)
        process.arguments = arguments
        process.environment = Self.environment
        process.standardInput = input.flatMap { FileHandle(forReadingAtPath: $0) } ?? FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = errors
        do {
            try process.run()
        } catch {
            throw WinnowError("tool-failed", "\(name) cannot be run", cause: String(describing: error))
        }
        process.waitUntilExit()
        if process.terminationReason == .exit, process.terminationStatus == 0 { return }
        let said = (try? String(contentsOfFile: errorPath, encoding: .utf8)) ?? ""
        throw WinnowError(
            "tool-failed", "\(name) failed with status \(process.terminationStatus)",
            cause: said.split(separator: "\n").suffix(3).joined(separator: " / "))
    }
}
