/// What a synthetic worker has done.
package struct LoadReport: Hashable, Sendable {
    /// Jobs whose result the queue took.
    package var committed = 0
    /// Results that came too late: their claims had lapsed.
    package var refused = 0
    package var released = 0
    package var failed = 0
    /// How often it registered: once, and once more for each lapsed lease.
    package var registered = 0

    package init() {}
}
