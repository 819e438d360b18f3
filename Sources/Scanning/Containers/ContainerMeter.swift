import Model

/// The budget of the containers that are open, shared by all that inflate; keeps the worker informed meanwhile.
final class ContainerMeter {
    var budget: ContainerBudget
    /// Files and bytes of the shard that are done.
    var progress = Progress()
    /// Bytes for containers that are held in memory, still to be had.
    var memory: Int
    private let send: (ScannerReply, [UInt8]?) throws -> Void
    private var moved: UInt64 = 0
    private var unreported: UInt64 = 0

    init(_ limits: ContainerLimits = ContainerLimits(), send: @escaping (ScannerReply, [UInt8]?) throws -> Void) {
        budget = ContainerBudget(limits: limits)
        memory = limits.memory
        self.send = send
    }

    /// A member of the container at `level` gave bytes.
    ///
    /// Throws `ContainerBudget.Stop`, or what the channel throws.
    func inflate(_ bytes: Int, level: Int) throws {
        try move(bytes)
        try budget.inflate(UInt64(bytes), level: level)
    }

    /// Bytes went into a container's reader, which may give nothing for long.
    func move(_ bytes: Int) throws {
        moved &+= UInt64(bytes)
        unreported &+= UInt64(bytes)
        guard unreported >= 16 << 20 else { return }
        unreported = 0
        progress.inflated = moved
        try send(.progress(progress), nil)
    }
}
