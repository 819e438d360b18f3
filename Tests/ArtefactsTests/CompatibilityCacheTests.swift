import Testing

@testable import Artefacts

/// Caches made byte by byte after winreg-kb: no public hive of the corpora holds one.
struct CompatibilityCacheTests {
    static let path = #"\??\C:\Program Files\CCleaner\CCleaner64.exe"#
    static let time: UInt64 = 130_974_494_048_901_093

    private func units(_ text: String) -> [UInt8] { text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] } }
    private func little<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
        withUnsafeBytes(of: number.littleEndian) { Array($0) }
    }
    private func entries(_ data: [UInt8]) -> (known: Bool, found: [(String, UInt64?)]) {
        var found: [(String, UInt64?)] = []
        let known = data.withUnsafeBytes { CompatibilityCache.entries(in: $0) { found.append(($0, $1)) } }
        return (known, found)
    }
    private func check(_ data: [UInt8]) {
        let (known, found) = entries(data)
        #expect(known)
        #expect(found.map(\.0) == [Self.path])
        #expect(found.map(\.1) == [Self.time])
        // Cut anywhere, it must neither crash nor invent.
        for length in stride(from: 0, to: data.count, by: 7) {
            #expect(entries(Array(data.prefix(length))).found.count <= 1)
        }
    }

    @Test func `Windows XP`() {
        var data = little(UInt32(0xDEAD_BEEF)) + little(UInt32(1))
        data += [UInt8](repeating: 0, count: 400 - data.count)
        let name = units(Self.path)
        data += name + [UInt8](repeating: 0, count: 528 - name.count)
        data += little(Self.time) + little(UInt64(5)) + little(UInt64(6))
        check(data)
    }

    @Test(arguments: [(UInt32(0xBADC_0FFE), 8, 24, 32), (0xBADC_0FEE, 128, 32, 48)], [false, true])
    func `Windows 2003 to 7`(_ form: (magic: UInt32, header: Int, narrow: Int, wide: Int), _ isWide: Bool) {
        let name = units(Self.path)
        var data = little(form.magic) + little(UInt32(1))
        data += [UInt8](repeating: 0, count: form.header - 8)
        let size = isWide ? form.wide : form.narrow
        var entry = little(UInt16(name.count)) + little(UInt16(name.count + 2))
        if isWide {
            entry += little(UInt32(0)) + little(UInt64(form.header + size))
        } else {
            entry += little(UInt32(form.header + size))
        }
        entry += little(Self.time)
        entry += [UInt8](repeating: 0, count: size - entry.count)
        check(data + entry + name)
    }

    @Test(arguments: [("00ts", 128, 8), ("10ts", 128, 10), ("10ts", 0x34, 0), ("10ts", 0x30, 0)])
    func `Windows 8 to 11`(_ mark: String, _ header: Int, _ between: Int) {
        let name = units(Self.path)
        var data = little(UInt32(header)) + [UInt8](repeating: 0, count: header - 4)
        var body = little(UInt16(name.count)) + name + [UInt8](repeating: 0, count: between)
        body += little(Self.time) + little(UInt32(0))
        data += Array(mark.utf8) + little(UInt32(7)) + little(UInt32(body.count)) + body
        check(data)
    }

    @Test func `what is none of them is refused`() {
        #expect(!entries([]).known)
        #expect(!entries([UInt8](repeating: 0xFF, count: 600)).known)
    }
}
