import Foundation
import Logging
import Model
import Postgres
import Store
import WorkerService

/// How far a worker that root started comes down before it connects and before any evidence is opened.
enum Descent {
    /// The private cluster's socket lets in its owner and root alone, so without a name only a worker of a database
    /// elsewhere becomes a plain user as a whole; of the others the scanners do.
    ///
    /// - Parameters:
    ///   - name: whom to become in any case.
    ///   - cache: as asked for; nil for the default.
    ///   - scratch: as asked for; nil for the default, which anybody can make.
    /// - Returns: the folder for reference data.
    static func perform(
        to name: String?, database: String, home: String, cache: String?, scratch: String?, log: Logger
    ) throws -> String {
        let usual = cache ?? home + "/cache"
        guard geteuid() == 0, let user = try PlainUser.resolve(name) else { return usual }
        guard name != nil || !Conninfo.isLocal(database) else {
            log.info("root stays root to reach a database of this host; scanners run as \(user.name)")
            return usual
        }
        let isClosed = cache == nil && !OpenFolder.othersReach(usual)
        let folder = isClosed ? OpenFolder.root + "/cache-" + user.name : usual
        try PlainUser.become(user, folders: [folder] + (scratch.map { [$0] } ?? []))
        log.info("started by root, now \(user.name)")
        return folder
    }
}
