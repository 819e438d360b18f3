/// How far containers are gone into. What lies beyond is counted with a reason, never passed over.
package struct ContainerLimits: Sendable {
    /// Containers in containers: a zip in a tar in a gzip is three.
    package var depth = 5
    /// What one container may inflate to, with all in it: `floor` in any case, then up to `ratio` times its own size and no
    /// more than `ceiling` beyond that.
    package var floor: UInt64 = 1 << 30
    package var ratio: UInt64 = 250
    package var ceiling: UInt64 = 64 << 30
    /// Members of one container, with all in it, and of all containers of a shard.
    package var members: UInt64 = 100_000
    package var shardMembers: UInt64 = 250_000
    /// Bytes of a shard's pack that members may take.
    package var recordBytes: UInt64 = 96 << 20
    /// Memory for containers in containers that cannot be read in order.
    package var memory = 64 << 20

    package init() {}
}
