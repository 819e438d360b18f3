import Foundation
import Model
import ReferenceData
import SampleImages

/// Hash sets of a given size: import, bytes an entry, look-ups, beside `hfind` and an indexed SQLite database.
struct HashesBenchmark {
    /// Entries in the set, in millions.
    let millions: Int
    let folder: String
    /// Peers are measured up to this many millions: they take hours and tens of gigabytes beyond.
    let peersUpTo: Int

    private static let lookups = 2_000_000
    private static let coldLookups = 20_000

    func run() async throws {
        try? FileManager.default.removeItem(atPath: folder)
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let count = millions * 1_000_000
        print("\(millions) million SHA-1 digests, one core; load \(load()) before")
        let list = folder + "/known.sha1"
        try DigestText.write(count, to: list)
        let listSize = FileManager.default.size(list)
        let set = folder + "/known.wset"
        var options = HashSetImport.Options()
        options.scratch = folder
        let before = PeakMemory.now
        let time = try Stopwatch.measure { _ = try HashSetImport.compile([list], to: set, options) }
        let size = FileManager.default.size(set)
        row(
            "import",
            "\(figure(Double(count) / time.cpu / 1e6)) million/s, \(figure(Double(listSize) / time.cpu / 1e6)) MB/s "
                + "of CPU time; \(figure(time.wall)) s in all")
        row("memory of the import at most", "\(PeakMemory.now >> 20) MiB (\(before >> 20) MiB before)")
        row("compiled", "\(size / 1_000_000) MB, \(figure(Double(size) / Double(count))) bytes an entry of 20")
        try warm(set, count)
        // Nothing maps the set by now: what is mapped is not evicted.
        for filtered in [true, false] { try cold(set, count, filtered: filtered) }
        if millions <= peersUpTo {
            try SQLitePeer(folder: folder, list: list, count: count).run(row)
            try await HfindPeer(folder: folder, list: list, count: count).run(row)
        }
    }

    private func warm(_ path: String, _ count: Int) throws {
        let opening = ContinuousClock.now
        let set = try HashSetFile(path: path)
        row("open", "\(figure((ContinuousClock.now - opening) / .milliseconds(1))) ms")
        // Look-ups meet the set as scanners do: in the page cache.
        try set.verify(digest: try FileDigest.of(path), path: path)
        for (name, isHit) in [("hit", true), ("miss", false)] {
            let asked = DigestText.asked(Self.lookups, of: count, hits: isHit)
            for filtered in [true, false] {
                let time = try look(asked, in: set, filtered: filtered, expecting: isHit)
                row("winnow, \(name)\(filtered ? "" : ", without the filter")", rate(Self.lookups, time.cpu))
            }
        }
    }

    private func look(
        _ asked: [UInt8], in set: HashSetFile, filtered: Bool, expecting isHit: Bool
    ) throws -> Stopwatch {
        var found = 0
        let time = Stopwatch.measure {
            asked.withUnsafeBytes { all in
                for start in stride(from: 0, to: all.count, by: 20) {
                    let digest = UnsafeRawBufferPointer(rebasing: all[start..<start + 20])
                    if set.number(of: digest, kind: .sha1, filtered: filtered) != nil { found += 1 }
                }
            }
        }
        guard found == (isHit ? asked.count / 20 : 0) else {
            throw WinnowError("benchmark-wrong", "\(found) of \(asked.count / 20) look-ups found")
        }
        return time
    }

    /// Misses in a set that is not in the page cache yet: by wall time, since they wait for the disk.
    private func cold(_ path: String, _ count: Int, filtered: Bool) throws {
        let descriptor = open(path, O_RDONLY)
        fsync(descriptor)
        posix_fadvise(descriptor, 0, 0, POSIX_FADV_DONTNEED)
        close(descriptor)
        let asked = DigestText.asked(Self.coldLookups, of: count, hits: false)
        let before = PageFaults.fromDisk
        let time = try look(asked, in: HashSetFile(path: path), filtered: filtered, expecting: false)
        row(
            "not in memory, miss\(filtered ? "" : ", without the filter")",
            "\(figure(time.wall / Double(Self.coldLookups) * 1e6)) us each, \(PageFaults.fromDisk - before) page reads "
                + "in \(Self.coldLookups) look-ups")
    }

    private func rate(_ count: Int, _ seconds: Double) -> String {
        "\(figure(seconds / Double(count) * 1e9)) ns each, \(figure(Double(count) / seconds / 1e6)) million/s"
    }

    private func row(_ name: String, _ value: String) {
        print(name.padding(toLength: 44, withPad: " ", startingAt: 0) + value)
    }
}

func figure(_ value: Double) -> String {
    value < 10
        ? String(format: "%.2f", value) : value < 100 ? String(format: "%.1f", value) : String(format: "%.0f", value)
}

func load() -> String {
    var average: [Double] = [0]
    getloadavg(&average, 1)
    return String(format: "%.1f", average[0])
}

enum PeakMemory {
    /// Bytes of resident memory at most so far.
    static var now: Int {
        var usage = rusage()
        _ = getrusage(RUSAGE_SELF.rawValue, &usage)
        return Int(usage.ru_maxrss) << 10
    }
}

enum PageFaults {
    /// Pages that this process has waited for the disk for.
    static var fromDisk: Int {
        var usage = rusage()
        _ = getrusage(RUSAGE_SELF.rawValue, &usage)
        return usage.ru_majflt
    }
}

extension FileManager {
    func size(_ path: String) -> Int { ((try? attributesOfItem(atPath: path))?[.size] as? Int) ?? 0 }
}
