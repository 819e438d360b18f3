import CSandbox
import Evidence
import Foundation
import Model

/// The scanner's last act before it touches the first byte of evidence: it gives up all that it does not need.
enum LockDown {
    /// Address space beyond the memory in use: programs' text, and what libtsk and Vectorscan map generously.
    private static let mappings: UInt64 = 512 << 20
    /// CPU seconds of one scanner's life. The worker counts those of each job, and replaces scanners long before.
    private static let cpuSeconds: UInt64 = 24 * 3_600
    /// Data of poppler's that a PDF's text cannot be read without, where it is installed.
    private static let data = ["/usr/share/poppler"]

    /// - Parameters:
    ///   - mapped: bytes of reference data that are mapped, which count against the address space.
    ///   - parent: the worker's process; the scanner ends when it is gone.
    /// - Throws: `sandbox-failed`; the process must then end.
    static func enter(_ setup: ScannerSetup, mapped: UInt64, parent: Int32) throws(WinnowError) -> SandboxLevel {
        prepare()
        let isFile = !setup.image.isEmpty && setup.givenSize == nil
        let segments = isFile ? ImagePaths.candidates(of: setup.image) : []
        let confinement = setup.confinement
        let groups = confinement.user?.groups ?? []
        let result = withCStrings(segments + data) { paths in
            groups.withUnsafeBufferPointer { groups in
                var policy = csandbox_policy(
                    parent: parent, user: confinement.user?.user ?? 0, group: confinement.user?.group ?? 0,
                    groups: groups.baseAddress, group_count: groups.count,
                    address_space: confinement.memory &+ mappings &+ mapped,
                    open_files: UInt64(max(256, segments.count + 64)), cpu_seconds: cpuSeconds,
                    readable: paths.baseAddress, readable_count: paths.count,
                    needs_landlock: confinement.strict ? 1 : 0)
                return csandbox_enter(&policy)
            }
        }
        if let step = result.failed {
            throw WinnowError(
                "sandbox-failed", "the scanner could not lock itself in (\(String(cString: step)))",
                remedy: "see `winnow-worker --check` for what this host offers",
                cause: String(cString: strerror(result.error)))
        }
        return SandboxLevel(landlock: Int(result.landlock_abi), seccomp: result.seccomp == 1)
    }

    /// Loads what would otherwise be loaded later, from files that are then out of reach.
    private static func prepare() {
        csandbox_tell_exhaustion()
        setlocale(LC_ALL, "")
        ContainerLocale.prepare()
        tzset()
        _ = (Locale.current.identifier, TimeZone.current.secondsFromGMT(), Date(timeIntervalSince1970: 0).description)
    }

    private static func withCStrings<Result>(
        _ texts: [String], _ body: (UnsafeBufferPointer<UnsafePointer<CChar>?>) -> Result
    ) -> Result {
        let copies = texts.map { strdup($0) }
        defer { for copy in copies { free(copy) } }
        return copies.map { $0.map { UnsafePointer($0) } }.withUnsafeBufferPointer(body)
    }
}
