/// Holds the containers that are open in each other to their limits. Pure.
package struct ContainerBudget {
    /// Ends an open container, and with it all in it.
    package struct Stop: Error, Equatable {
        /// The outermost container that is over a limit; 0 is the file itself.
        package var level: Int
        /// `archive-ratio`, `archive-members`; or what ended a scanner here before.
        package var reason: String

        package init(level: Int, reason: String) {
            self.level = level
            self.reason = reason
        }
    }

    private struct Frame {
        var input: UInt64
        var inflated: UInt64 = 0
        var members: UInt64 = 0
    }

    package let limits: ContainerLimits
    /// Of the whole shard.
    package private(set) var inflated: UInt64 = 0
    private var members: UInt64 = 0
    private var recordBytes: UInt64 = 0
    private var frames: [Frame] = []

    package init(limits: ContainerLimits = ContainerLimits()) { self.limits = limits }

    /// Containers that are open.
    package var depth: Int { frames.count }

    /// - Parameter size: of the container; 0 where it comes bit by bit, and `feed` tells.
    package mutating func open(size: UInt64) { frames.append(Frame(input: size)) }

    package mutating func close() { frames.removeLast() }

    /// More of the container at `level`, whose size was not known, has come.
    package mutating func feed(_ bytes: UInt64, level: Int) {
        if frames.indices.contains(level) { frames[level].input &+= bytes }
    }

    /// A member of the container at `level` gave bytes.
    package mutating func inflate(_ bytes: UInt64, level: Int) throws(Stop) {
        inflated &+= bytes
        for index in 0...min(level, frames.count - 1) {
            frames[index].inflated &+= bytes
            guard frames[index].inflated <= allowed(frames[index].input) else {
                throw Stop(level: index, reason: "archive-ratio")
            }
        }
    }

    /// One more member of the innermost container.
    ///
    /// - Parameter bytes: that its record will take.
    package mutating func count(bytes: Int) throws(Stop) {
        members += 1
        recordBytes &+= UInt64(bytes)
        guard members <= limits.shardMembers, recordBytes <= limits.recordBytes else {
            throw Stop(level: 0, reason: "archive-members")
        }
        for index in frames.indices {
            frames[index].members += 1
            guard frames[index].members <= limits.members else { throw Stop(level: index, reason: "archive-members") }
        }
    }

    private func allowed(_ input: UInt64) -> UInt64 {
        let product = input.multipliedReportingOverflow(by: limits.ratio)
        let sum = input.addingReportingOverflow(limits.ceiling)
        return max(
            limits.floor, min(product.overflow ? .max : product.partialValue, sum.overflow ? .max : sum.partialValue))
    }
}
