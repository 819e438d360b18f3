/// How a scanner locks itself in.
package struct Confinement: Codable, Hashable, Sendable {
    /// Whom a scanner that root started becomes before it opens evidence.
    package struct User: Codable, Hashable, Sendable {
        package var name: String
        package var user: UInt32
        package var group: UInt32
        /// All groups, `group` among them.
        package var groups: [UInt32]

        package init(name: String, user: UInt32, group: UInt32, groups: [UInt32]) {
            self.name = name
            self.user = user
            self.group = group
            self.groups = groups
        }
    }

    /// Nil where the worker is no more than a plain user itself.
    package var user: User?
    /// Bytes of memory of its own that it may use; mapped reference data is not counted.
    package var memory: UInt64
    /// Refuse to work where the kernel has no Landlock.
    package var strict: Bool

    package init(user: User? = nil, memory: UInt64 = 1 << 30, strict: Bool = false) {
        self.user = user
        self.memory = memory
        self.strict = strict
    }
}

/// What holds a scanner in, as it was reached on its host.
package struct SandboxLevel: Codable, Hashable, Sendable, CustomStringConvertible {
    /// ABI of Landlock; 0 where the kernel has none.
    package var landlock: Int
    package var seccomp: Bool

    package init(landlock: Int, seccomp: Bool) {
        self.landlock = landlock
        self.seccomp = seccomp
    }

    /// As it is recorded with each job: `landlock=7 seccomp=1`.
    package var description: String { "landlock=\(landlock) seccomp=\(seccomp ? 1 : 0)" }
}
