import Analysis
import Artefacts
import Model

extension FuzzTarget {
    /// What Windows keeps of programs and documents, as far as readers of our own decode it.
    static let traces: [FuzzTarget] = [
        FuzzTarget("shimcache", seeds: { shimcaches }) { bytes in
            var found = 0
            bytes.withUnsafeBytes { data in _ = CompatibilityCache.entries(in: data) { _, _ in found += 1 } }
            precondition(found <= 4_096, "more entries than are believed")
        },
        FuzzTarget("userassist", seeds: { [[UInt8](repeating: 7, count: 72), [UInt8](repeating: 9, count: 16)] }) {
            bytes in
            bytes.withUnsafeBytes { data in
                if let use = ProgramUse(data) { precondition(use.count >= 0, "a negative count") }
            }
        },
        FuzzTarget("jump-list", seeds: { [destinations(version: 1), destinations(version: 4), customList] }) { bytes in
            bytes.withUnsafeBytes { _ = DestinationEntry.all(in: $0) }
            for ending in ["automaticDestinations-ms", "customDestinations-ms"] {
                analyze(bytes, "Users/a/AppData/Roaming/Microsoft/Windows/Recent/x/9b9cdc69c1c24e2b." + ending)
            }
        },
        FuzzTarget("prefetch", seeds: { [packed(prefetch), prefetch] }) { bytes in
            bytes.withUnsafeBytes { data in
                if let expanded = try? CompressedPrefetch.expanded(data) {
                    precondition(expanded.count <= 64 << 20, "beyond the limit")
                }
            }
            analyze(bytes, "Windows/Prefetch/A.EXE-12345678.pf")
        },
    ]

    private static func analyze(_ bytes: [UInt8], _ path: String) {
        analyze(bytes, path, with: HistoryAnalyzer())
    }

    private static func little<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
        withUnsafeBytes(of: number.littleEndian) { Array($0) }
    }
    private static func units(_ text: String) -> [UInt8] { text.utf16.flatMap { little($0) } }
    private static func zeros(_ count: Int) -> [UInt8] { [UInt8](repeating: 0, count: count) }

    /// One entry in each of the layouts of Windows XP, Vista, 7, 8 and 10 (CompatibilityCache).
    private static var shimcaches: [[UInt8]] {
        let name = units(#"\??\C:\a.exe"#)
        let time = little(UInt64(130_974_494_048_901_093))
        let old =
            little(UInt32(0xDEAD_BEEF)) + little(UInt32(1)) + zeros(392) + name + zeros(528 - name.count) + time
            + zeros(16)
        let tabled = [(UInt32(0xBADC_0FFE), 8, 24), (0xBADC_0FEE, 128, 32)].map { magic, header, size in
            let entry =
                little(UInt16(name.count)) + little(UInt16(name.count + 2)) + little(UInt32(header + size)) + time
            return little(magic) + little(UInt32(1)) + zeros(header - 8) + entry + zeros(size - entry.count) + name
        }
        let chained = [("00ts", 128, 8), ("10ts", 128, 10), ("10ts", 0x34, 0)].map { mark, header, between in
            let body = little(UInt16(name.count)) + name + zeros(between) + time + little(UInt32(0))
            return little(UInt32(header)) + zeros(header - 4) + Array(mark.utf8) + little(UInt32(7))
                + little(UInt32(body.count)) + body
        }
        return [old] + tabled + chained
    }

    /// Two entries of a `DestList`.
    private static func destinations(version: UInt32) -> [UInt8] {
        let fixed = version >= 3 ? 130 : 114
        let path = units(#"C:\a\b.txt"#)
        let entry = (1...2).flatMap { number in
            zeros(72) + Array("host".utf8) + zeros(12) + little(UInt32(number)) + zeros(8)
                + little(UInt64(130_974_494_048_901_093)) + little(Int32(-1)) + zeros(fixed - 2 - 112)
                + little(UInt16(path.count / 2)) + path + zeros(version >= 3 ? 4 : 0)
        }
        return little(version) + little(UInt32(2)) + zeros(24) + entry
    }

    /// Two empty shortcuts and the footer.
    private static var customList: [UInt8] {
        let mark: [UInt8] = [0x4C, 0, 0, 0, 1, 0x14, 2, 0, 0, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0x46]
        let shortcut = mark + zeros(56)
        return little(UInt32(2)) + zeros(20) + shortcut + shortcut + [0xAB, 0xFB, 0xBF, 0xBA]
    }

    /// As much of version 30 as tells a reader that it is one.
    private static var prefetch: [UInt8] {
        let name = units("A.EXE")
        return little(UInt32(30)) + Array("SCCA".utf8) + little(UInt32(0x11)) + little(UInt32(400)) + name
            + zeros(60 - name.count) + little(UInt32(0x1234_5678)) + zeros(400 - 80)
    }

    /// LZXPRESS Huffman without a single repeat: each of the 256 literals has a code of eight bits ([MS-XCA] 2.1.4).
    private static func packed(_ bytes: [UInt8]) -> [UInt8] {
        let lengths = [UInt8](repeating: 0x88, count: 128) + zeros(128)
        var even = bytes
        if even.count % 2 == 1 { even.append(0) }
        let codes = stride(from: 0, to: even.count, by: 2).flatMap { [even[$0 + 1], even[$0]] }
        return Array("MAM".utf8) + [4] + little(UInt32(bytes.count)) + lengths + codes + zeros(4)
    }
}
