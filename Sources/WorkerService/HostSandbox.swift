import CSandbox
import Model

/// What this host offers to hold a scanner in.
package enum HostSandbox {
    package static var level: SandboxLevel {
        SandboxLevel(landlock: Int(csandbox_landlock_abi()), seccomp: csandbox_has_seccomp() == 1)
    }

    /// Throws `no-seccomp`, or `no-landlock` where that is asked for.
    ///
    /// - Returns: a warning, where the scanner is held less tightly than it could be.
    package static func check(strict: Bool) throws(WinnowError) -> String? {
        let level = level
        guard level.seccomp else {
            throw WinnowError(
                "no-seccomp", "this kernel has no seccomp filters, without which no scanner may open evidence",
                remedy: "use a kernel with CONFIG_SECCOMP_FILTER, as Debian's are")
        }
        guard level.landlock == 0 else { return nil }
        guard !strict else {
            throw WinnowError(
                "no-landlock", "this kernel has no Landlock, and --sandbox strict asks for it",
                remedy: "use Linux 5.13 or newer with landlock among its LSMs, or --sandbox standard")
        }
        return "this kernel has no Landlock: scanners can read whatever their user can, but neither write nor connect"
    }
}
