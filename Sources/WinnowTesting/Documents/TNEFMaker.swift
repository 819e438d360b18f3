/// Makes what Outlook wraps attached files in (`winmail.dat`; [MS-OXTNEF]).
package enum TNEFMaker {
    /// - Parameter files: without content those that are messages or objects, whose data stands in their properties.
    package static func file(body: String = "", _ files: [(name: String, content: [UInt8]?)]) -> [UInt8] {
        var bytes: [UInt8] = [0x78, 0x9F, 0x3E, 0x22, 1, 0]
        bytes += attribute(1, 0x0008_9006, [0, 0, 1, 0])
        if !body.isEmpty { bytes += attribute(1, 0x0002_800C, ascii(body) + [0]) }
        for file in files {
            bytes += attribute(2, 0x0006_9002, zeros(14))
            bytes += attribute(2, 0x0001_8010, ascii(file.name) + [0])
            if let content = file.content { bytes += attribute(2, 0x0006_800F, content) }
            bytes += attribute(2, 0x0006_9005, zeros(4))
        }
        return bytes
    }

    private static func attribute(_ level: UInt8, _ number: UInt32, _ content: [UInt8]) -> [UInt8] {
        func little(_ value: UInt32, _ count: Int) -> [UInt8] {
            (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * UInt32($0))) }
        }
        let sum = content.reduce(UInt32(0)) { ($0 + UInt32($1)) & 0xFFFF }
        return joined([level], little(number, 4), little(UInt32(content.count), 4), content, little(sum, 2))
    }
}
