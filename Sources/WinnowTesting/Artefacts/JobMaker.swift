/// Makes a task of Windows 2000 to 8 (`*.job`, [MS-TSCH] section 2.4).
package struct JobMaker {
    package var program: String
    package var arguments = ""
    /// Local time of the last run; nil for never.
    package var lastRun: (year: UInt16, month: UInt16, day: UInt16, hour: UInt16, minute: UInt16, second: UInt16)?

    package init(_ program: String) { self.program = program }

    package var file: [UInt8] {
        var bytes = joined(le(UInt16(0x601)), le(UInt16(1)), zeros(16), le(UInt16(70)))
        let texts = [program, arguments, #"C:\"#, "PC\\ann", ""].flatMap(Self.text)
        bytes += joined(le(UInt16(70 + texts.count + 4)), zeros(8), le(UInt32(0x20)), le(UInt32(259_200_000)))
        bytes += joined(zeros(4), le(UInt32(0x0004_1303)), le(UInt32(0)))
        let run = lastRun ?? (0, 0, 0, 0, 0, 0)
        for part in [run.year, run.month, 0, run.day, run.hour, run.minute, run.second, 0] { bytes += le(part) }
        // No instance runs; then the texts, no data of the user or the system, no trigger.
        return joined(bytes, le(UInt16(0)), texts, zeros(6))
    }

    private static func text(_ text: String) -> [UInt8] {
        text.isEmpty ? le(UInt16(0)) : joined(le(UInt16(text.utf16.count + 1)), wide(text), [0, 0])
    }
}
