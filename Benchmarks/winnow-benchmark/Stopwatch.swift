import Foundation

/// Wall and CPU seconds of a piece of work in this process, or of the children it reaped.
struct Stopwatch {
    var wall: Double
    var cpu: Double

    static func measure(children: Bool = false, _ body: () throws -> Void) rethrows -> Stopwatch {
        let start = ContinuousClock.now
        let before = seconds(children)
        try body()
        return Stopwatch(wall: (ContinuousClock.now - start) / .seconds(1), cpu: seconds(children) - before)
    }

    static func += (sum: inout Stopwatch, more: Stopwatch) {
        sum.wall += more.wall
        sum.cpu += more.cpu
    }

    private static func seconds(_ children: Bool) -> Double {
        var usage = rusage()
        _ = getrusage(children ? RUSAGE_CHILDREN.rawValue : RUSAGE_SELF.rawValue, &usage)
        return Double(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
            + Double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6
    }
}
