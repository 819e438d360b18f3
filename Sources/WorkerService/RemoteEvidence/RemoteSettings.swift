import HTTP

/// How a worker reads images over the network.
package struct RemoteSettings: Hashable, Sendable {
    /// Trust and credentials; they stay in this process.
    package var http: HTTPSettings
    package var retries: RetryCourse
    package var timeouts: HTTPTimeouts
    /// Bytes of the cache of each image that is read by ranges.
    package var cacheMemory: Int
    /// Where images are copied to that cannot be read by ranges.
    package var scratch: String
    /// Bytes of all copies at most.
    package var scratchLimit: UInt64
    /// Seconds that a copy is kept after its last use.
    package var keepsCopies: Double

    package init(
        http: HTTPSettings = HTTPSettings(), retries: RetryCourse = RetryCourse(),
        timeouts: HTTPTimeouts = HTTPTimeouts(), cacheMemory: Int = 64 << 20, scratch: String = "/var/tmp/winnow",
        scratchLimit: UInt64 = .max, keepsCopies: Double = 600
    ) {
        self.http = http
        self.retries = retries
        self.timeouts = timeouts
        self.cacheMemory = cacheMemory
        self.scratch = scratch
        self.scratchLimit = scratchLimit
        self.keepsCopies = keepsCopies
    }
}
