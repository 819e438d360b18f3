import CSQLite

/// Lets a statement read tables and list their columns, and nothing else: no function of a hostile schema runs.
enum EvidenceAuthorizer {
    static let allow:
        @convention(c) (
            UnsafeMutableRawPointer?, Int32, UnsafePointer<CChar>?, UnsafePointer<CChar>?, UnsafePointer<CChar>?,
            UnsafePointer<CChar>?
        ) -> Int32 = { _, action, first, _, _, _ in
            switch action {
            case SQLITE_SELECT, SQLITE_READ: SQLITE_OK
            case SQLITE_PRAGMA: first.map { String(cString: $0) } == "table_info" ? SQLITE_OK : SQLITE_DENY
            default: SQLITE_DENY
            }
        }

    /// Also puts rows into the private copy; still no function of the schema runs.
    static let allowInserts:
        @convention(c) (
            UnsafeMutableRawPointer?, Int32, UnsafePointer<CChar>?, UnsafePointer<CChar>?, UnsafePointer<CChar>?,
            UnsafePointer<CChar>?
        ) -> Int32 = { context, action, first, second, third, fourth in
            switch action {
            case SQLITE_INSERT, SQLITE_TRANSACTION: SQLITE_OK
            default: allow(context, action, first, second, third, fourth)
            }
        }
}

/// Steps left; spent by SQLite's progress handler.
final class StepBudget {
    private var left: Int

    init(_ checks: Int) { left = checks }

    static let spend: @convention(c) (UnsafeMutableRawPointer?) -> Int32 = { context in
        guard let context else { return 1 }
        let budget = Unmanaged<StepBudget>.fromOpaque(context).takeUnretainedValue()
        budget.left -= 1
        return budget.left < 0 ? 1 : 0
    }
}
