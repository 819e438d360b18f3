import Foundation
import QueueLoad
import WinnowTesting

/// The synthetic worker processes of a storm.
struct StormFleet {
    struct Member {
        let name: String
        let running: Program.Running
        var isFrozen = false
    }

    private let conninfo: String
    private let hits: Int
    private var dice: Dice
    private var started = 0
    private(set) var members: [Member] = []
    private var killed: [Program.Running] = []

    init(conninfo: String, hits: Int, seed: UInt64) {
        // With a worker's rights and no more.
        self.conninfo = conninfo + " options='-c role=winnow_worker'"
        self.hits = hits
        dice = Dice(seed: seed)
    }

    mutating func start() throws {
        started += 1
        let name = "load-\(started)"
        let running = try Program("winnow-benchmark").start([
            "load", "--database", conninfo, "--worker", name, "--batch", "\(1 + dice.roll(64))", "--hits", "\(hits)",
            "--seed", "\(dice.roll(1 << 30))", "--lease", "1.5", "--chaos",
        ])
        members.append(Member(name: name, running: running))
    }

    /// Kills any one, frozen or not, and starts another in its place.
    mutating func killOne() throws {
        let victim = members.remove(at: dice.roll(members.count))
        victim.running.signal(SIGKILL)
        killed.append(victim.running)
        try start()
    }

    /// Stops one of those named; gives whether there was one to stop.
    mutating func freeze(oneOf names: [String]) -> Bool {
        let awake = members.indices.filter { !members[$0].isFrozen && names.contains(members[$0].name) }
        guard !awake.isEmpty else { return false }
        let index = awake[dice.roll(awake.count)]
        members[index].running.signal(SIGSTOP)
        members[index].isFrozen = true
        return true
    }

    mutating func thaw(_ name: String) {
        guard let index = members.firstIndex(where: { $0.name == name }) else { return }
        members[index].running.signal(SIGCONT)
        members[index].isFrozen = false
    }

    var frozen: [String] { members.filter(\.isFrozen).map(\.name) }

    /// Everybody's output, once those alive have found the queue settled; throws what one of them died of.
    func outputs() async throws -> [String] {
        var outputs: [String] = []
        for member in members {
            let result = await member.running.wait()
            guard result.code == 0 else { throw Unexpected(arguments: [member.name], result: result) }
            outputs.append(result.output)
        }
        for running in killed { outputs.append(await running.wait().output) }
        return outputs
    }

    func killAll() { for member in members { member.running.signal(SIGKILL) } }
}
