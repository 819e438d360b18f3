import Store

/// What a synthetic worker holds: its heartbeat reports it, its loop changes it.
actor HeldClaims {
    private(set) var worker: WorkerID?
    private(set) var claims: [Claim] = []

    /// A worker that registered anew; claims of the one before are its rescuers' business.
    func become(_ worker: WorkerID) {
        self.worker = worker
        claims = []
    }

    func hold(_ claims: [Claim]) { self.claims = claims }

    /// The queue has given this worker up; a later one is not meant.
    func lapsed(_ worker: WorkerID) {
        if self.worker == worker { self.worker = nil }
    }
}
