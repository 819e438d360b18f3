/// What one scanner may use. A limit that is passed ends it, with a reason of its own.
package struct ScannerLimits: Hashable, Sendable {
    /// Bytes of memory of its own.
    package var memory: UInt64
    /// CPU seconds of one job, to which one more comes for each MiB that it reads; of one file when it is careful.
    package var cpu: Double
    /// Seconds without progress after which it is taken for hung.
    package var silence: Double

    package init(memory: UInt64 = 1 << 30, cpu: Double = 900, silence: Double = 180) {
        self.memory = memory
        self.cpu = cpu
        self.silence = silence
    }

    /// Of a file with as many pictures, each of which may take a minute.
    func cpu(recognising pictures: UInt64) -> Double { cpu + 60 * Double(pictures) }

    func cpu(reading bytes: UInt64) -> Double { cpu + Double(bytes >> 20) }

    /// A survey walks through all of a volume's metadata and reads no content.
    var surveyCPU: Double { cpu * 4 }
}
