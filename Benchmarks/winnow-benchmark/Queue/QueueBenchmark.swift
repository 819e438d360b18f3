import Foundation
import Model
import Postgres
import QueueLoad
import Store

/// The queue beside pgbench, which sends the same statements to the same server in the same run.
struct QueueBenchmark {
    struct Scale {
        /// Jobs of one survey or batch.
        var enqueued = 250_000
        var ready = 300_000
        var ended = 5_000_000
        var enqueueRounds = 2
        var rounds = 5
        /// Seconds of one measurement of claims: long enough that the start of fresh backends, which plan every statement
        /// of the functions anew, is a small part of it.
        var seconds = 3
        var connections = [1, 4, 16]
        var wakeUps = 300
        /// Words of the names of what is measured; empty for everything.
        var only = ""

        func takes(_ name: String) -> Bool { only.isEmpty || name.contains(only) }

        static let full = Scale()
        static let quick = Scale(
            enqueued: 50_000, ready: 100_000, ended: 500_000, enqueueRounds: 2, rounds: 5, seconds: 2,
            connections: [4], wakeUps: 100)
        static let smoke = Scale(
            enqueued: 100, ready: 60_000, ended: 100, enqueueRounds: 1, rounds: 1, seconds: 1, connections: [1],
            wakeUps: 2)
    }

    let server: BenchmarkServer
    let scale: Scale

    static func run(_ scale: Scale) async throws {
        let server = try await BenchmarkServer.start()
        do {
            try await QueueBenchmark(server: server, scale: scale).run()
        } catch {
            try? await server.remove()
            throw error
        }
        try await server.remove()
    }

    private func run() async throws {
        say(try await server.description())
        say("jobs/s".padding(toLength: 46, withPad: " ", startingAt: 0) + "    ours  pgbench  ours/pgbench")
        // An image, whose scans are what is claimed.
        try await Backlog.make(server.connection, jobs: 1)
        var ratios: [Double] = []
        if scale.takes("enqueue") { ratios += try await enqueue() }
        for batch in [1, 8, 64] {
            for connections in scale.connections
            where scale.takes("claim + commit, \(batch) at a time, \(connections) connections") {
                ratios.append(try await loop("claim + commit", batch: batch, connections: connections).ratio)
            }
        }
        if scale.takes("hits") {
            for batch in [8, 64] {
                ratios.append(try await loop("with 3 hits a job", batch: batch, hits: 3).ratio)
                // Told, but no goal: pgbench's rows do not travel.
                _ = try await loop("  made by the server", batch: batch, hits: 3, rows: .made)
            }
        }
        if scale.takes("ended") { ratios += try await size() }
        say(String(format: "least ours/pgbench %.2f, goal 0.9", ratios.min() ?? 0))
        if scale.takes("wake-up") { try await wakeUp() }
    }

    private func enqueue() async throws -> [Double] {
        let enqueue = EnqueueBenchmark(conninfo: server.conninfo, connection: server.connection, jobs: scale.enqueued)
        let survey = try await Comparison.measure(
            rounds: scale.enqueueRounds, ours: { try await enqueue.surveyByUs(unique()) },
            pgbench: { try await enqueue.surveyByPgbench(unique()) })
        say(survey.row("enqueue: \(scale.enqueued) scans of one survey"))
        let batch = try await Comparison.measure(
            rounds: scale.enqueueRounds, ours: { try await enqueue.batchByUs(unique()) },
            pgbench: { try await enqueue.batchByPgbench(unique()) })
        say(batch.row("enqueue: \(scale.enqueued) images of one batch"))
        return [survey.ratio, batch.ratio]
    }

    /// What must not matter: how much has ended, and that somebody reads for long.
    private func size() async throws -> [Double] {
        let none = try await loop("none ended")
        // As a long report or a dump does: nothing deleted since then can be cleaned away.
        let reader = try await PostgresConnection.connect(server.conninfo)
        let held = try await reader.transaction(.snapshot) { transaction in
            try await transaction.query("SELECT count(*) FROM winnow.batch")
            return try await loop("a snapshot held", clears: false)
        }
        await reader.close()
        try await Backlog.clear(server.connection)
        try await Backlog.addEnded(server.connection, jobs: scale.ended)
        // They come over months: what the server does about millions of new rows at once is not to be measured.
        for table in ["job", "done"] { try await server.connection.query("VACUUM (FREEZE, ANALYZE) winnow.\(table)") }
        try await server.connection.query("CHECKPOINT")
        let ended = try await loop("\(scale.ended) ended", clears: false)
        func ratio(_ one: Comparison) -> String {
            String(format: "%.2f", Comparison.median(one.ours) / Comparison.median(none.ours))
        }
        say("ours with \(scale.ended) ended / with none: " + ratio(ended))
        say("ours with a snapshot held / with none: " + ratio(held))
        return [none.ratio, held.ratio, ended.ratio]
    }

    /// - Parameter clears: the queue's tables are emptied before; in any case enough is claimable.
    private func loop(
        _ name: String, batch: Int = 8, connections: Int = 4, hits: Int = 0, rows: ClaimLoop.Rows = .sent,
        clears: Bool = true
    ) async throws -> Comparison {
        if clears { try await Backlog.clear(server.connection) }
        let loop = ClaimLoop(conninfo: server.conninfo, connections: connections, batch: batch, hits: hits, rows: rows)
        func filled(_ body: (Int) async throws -> Double) async throws -> Double {
            try await Backlog.prepare(server.connection, jobs: scale.ready)
            return try await body(scale.seconds)
        }
        let comparison = try await Comparison.measure(
            rounds: scale.rounds, ours: { try await filled(loop.ours) }, pgbench: { try await filled(loop.pgbench) })
        say(comparison.row("\(name), \(batch) at a time, \(connections) connections"))
        return comparison
    }

    private func wakeUp() async throws {
        try await Backlog.clear(server.connection)
        try await Backlog.fill(server.connection, to: 1)
        let figures = try await WakeUpBenchmark(conninfo: server.conninfo, rounds: scale.wakeUps).run()
        func line(_ name: String, _ seconds: [Double]) {
            let sorted = seconds.sorted()
            let (p50, p99) = (sorted[sorted.count / 2], sorted[sorted.count * 99 / 100])
            say(name + String(format: ": p50 %.1f ms, p99 %.1f ms", p50 * 1_000, p99 * 1_000))
        }
        line("wake-up on an idle queue, from the start of the enqueueing transaction to the claim", figures.whole)
        line("  of it the enqueueing transaction", figures.enqueue)
    }

    private func say(_ line: String) { FileHandle.standardOutput.write(Data((line + "\n").utf8)) }

    private func unique() -> String { "load-" + UUID().uuidString }
}
