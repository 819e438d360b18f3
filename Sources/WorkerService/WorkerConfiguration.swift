import Model

/// How one worker process works. Times are in seconds.
package struct WorkerConfiguration: Sendable {
    /// libpq's connection string.
    package var database: String
    /// Where to listen for new work when `database` leads through a pooler.
    package var listenDatabase: String?
    package var stores: ImageStores
    /// How images on the network are read.
    package var remote: RemoteSettings
    package var slots: Int
    /// Leave when nothing is claimable or running any more.
    package var leavesWhenIdle: Bool
    /// A claim stands this long after the last heartbeat.
    package var lease: Double
    package var beatInterval: Double
    /// How long running jobs may go on after a stop was asked for, before they are given back.
    package var drainGrace: Double
    /// What a scanner may use before it is ended.
    package var limits: ScannerLimits
    /// How scanners lock themselves in.
    package var confinement: Confinement
    /// The program that is started as scanner, and the word that makes it one.
    package var scanner: String
    package var scannerArguments: [String]
    /// Where reference data is kept between jobs, by digest.
    package var cache: String
    /// A folder with reference data by digest that hosts share; nil for none.
    package var shared: String?
    package var host: String
    package var version: String

    package init(
        database: String, listenDatabase: String? = nil, stores: ImageStores = ImageStores(),
        remote: RemoteSettings = RemoteSettings(), slots: Int,
        leavesWhenIdle: Bool = false, lease: Double = 45, beatInterval: Double = 10,
        drainGrace: Double = 20, limits: ScannerLimits = ScannerLimits(),
        confinement: Confinement = Confinement(), scanner: String, scannerArguments: [String], cache: String,
        shared: String? = nil, host: String, version: String
    ) {
        self.database = database
        self.listenDatabase = listenDatabase
        self.stores = stores
        self.remote = remote
        self.slots = slots
        self.leavesWhenIdle = leavesWhenIdle
        self.lease = lease
        self.beatInterval = beatInterval
        self.drainGrace = drainGrace
        self.limits = limits
        self.confinement = confinement
        self.scanner = scanner
        self.scannerArguments = scannerArguments
        self.cache = cache
        self.shared = shared
        self.host = host
        self.version = version
    }
}
