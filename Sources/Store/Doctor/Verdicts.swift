/// What to think of each fact about a database. Pure.
package enum Verdicts {
    /// - Parameter number: as libpq gives it, 150018 for 15.18.
    package static func version(_ number: Int) -> Checkup {
        Checkup(
            "server version", number >= 150_000 ? .ok : .bad, "PostgreSQL \(number / 10_000).\(number % 10_000)",
            remedy: "use PostgreSQL 15 or newer")
    }

    /// - Parameters:
    ///   - isEncrypted: nil on a Unix socket.
    package static func encryption(_ isEncrypted: Bool?) -> Checkup {
        guard let isEncrypted else { return Checkup("encryption", .ok, "Unix socket") }
        return Checkup(
            "encryption", isEncrypted ? .ok : .bad, isEncrypted ? "TLS" : "none, over TCP",
            remedy: "leave sslmode out of the connection string (verify-full then holds) and enable ssl on the server")
    }

    /// Settings that decide whether what was committed stays.
    package static func setting(_ name: String, _ value: String) -> Checkup {
        let reasons = [
            "fsync": "a crash of the server may destroy the whole database",
            "full_page_writes": "a crash of the server may destroy pages of the database",
            "synchronous_commit": "a crash of the server may lose results that workers hold for committed",
            "autovacuum": "claims will slow down as dead rows pile up",
            "track_counts": "autovacuum cannot work without it",
        ]
        let isOn = value != "off"
        let remedy = "set \(name) = on" + (reasons[name].map { ": \($0)" } ?? "")
        return Checkup(name, isOn ? .ok : .bad, value, remedy: remedy)
    }

    package static func checksums(_ value: String) -> Checkup {
        Checkup(
            "data checksums", value == "on" ? .ok : .warn, value,
            remedy: "stop the server and run pg_checksums --enable, so that a damaged disk is noticed")
    }

    package static func timeout(_ name: String, _ value: String) -> Checkup {
        Checkup(
            name, value == "0" ? .warn : .ok, value,
            remedy: "ALTER DATABASE ... SET \(name) = '15min', so that who vanished holds no rows for long")
    }

    package static func connections(used: Int, most: Int) -> Checkup {
        Checkup(
            "connections", used * 10 > most * 8 ? .warn : .ok, "\(used) of \(most) in use",
            remedy: "raise max_connections, or put PgBouncer in transaction mode before the server")
    }

    /// - Parameters:
    ///   - seconds: age of the oldest snapshot; nil when none is held.
    ///   - holder: who holds it.
    package static func snapshot(seconds: Double?, holder: String) -> Checkup {
        guard let seconds else { return Checkup("oldest snapshot", .ok, "none is held") }
        let age = seconds < 120 ? "\(Int(seconds)) s" : "\(Int(seconds / 60)) min"
        return Checkup(
            "oldest snapshot", seconds > 3600 ? .bad : seconds > 300 ? .warn : .ok, "\(age), held by \(holder)",
            remedy: "end it (SELECT pg_terminate_backend(pid)): vacuum cannot clear what was claimed since")
    }

    /// - Parameter transactions: how far the most backward standby with `hot_standby_feedback` holds the server back; nil
    ///   without such a standby.
    package static func standby(transactions: Int?) -> Checkup {
        guard let transactions else { return Checkup("standbys", .ok, "none that holds back vacuum") }
        return Checkup(
            "standbys", transactions > 100_000 ? .warn : .ok,
            "one with hot_standby_feedback is \(transactions) transactions behind",
            remedy:
                "set hot_standby_feedback = off there, or end its long queries: vacuum cannot clear what was claimed since"
        )
    }

    package static func deadRows(table: String, dead: Int, live: Int, vacuumed: String) -> Checkup {
        Checkup(
            "dead rows in \(table)", dead > 10_000 && dead > live ? .warn : .ok,
            "\(dead) dead, \(live) live, last vacuumed \(vacuumed)",
            remedy: "VACUUM winnow.\(table); if they stay, an old snapshot holds them")
    }

    package static func workers(live: Int, lost: Int, versions: [String], unfinished: Int) -> Checkup {
        var found = "\(live) live"
        if lost > 0 { found += ", \(lost) lost in the last hour" }
        if versions.count > 1 { found += ", of versions " + versions.joined(separator: ", ") }
        if live == 0, unfinished > 0 {
            return Checkup("workers", .warn, found + ", \(unfinished) jobs to do", remedy: "start winnow-worker")
        }
        return Checkup(
            "workers", lost > 0 || versions.count > 1 ? .warn : .ok, found,
            remedy: lost > 0
                ? "see the logs of the hosts that `winnow workers list` shows as lost"
                : "run one version of Winnow everywhere")
    }

    /// A number that should be zero.
    package static func none(_ check: String, _ count: Int, _ what: String, remedy: String) -> Checkup {
        Checkup(check, count == 0 ? .ok : .warn, count == 0 ? "none" : "\(count) \(what)", remedy: remedy)
    }
}
