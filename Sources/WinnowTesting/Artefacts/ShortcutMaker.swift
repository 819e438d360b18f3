/// Makes a Windows shortcut ([MS-SHLLINK]) with a local target and what is kept beside it.
package struct ShortcutMaker {
    package var target: String
    package var arguments: String?
    package var description: String?
    package var workingFolder: String?
    /// Name of the computer, ASCII, at most 15 letters; nil for no tracker block.
    package var machine: String?
    /// 2 removable, 3 fixed, 4 remote, 5 optical.
    package var driveType: UInt32 = 3
    package var label = ""
    package var created: UInt64 = HiveMaker.time
    package var accessed: UInt64 = HiveMaker.time
    package var modified: UInt64 = HiveMaker.time

    package init(_ target: String) { self.target = target }

    /// `00021401-0000-0000-C000-000000000046`.
    package static let shellLink: [UInt8] = [1, 0x14, 2, 0, 0, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0x46]

    package var file: [UInt8] {
        let texts = [(0x04, description), (0x10, workingFolder), (0x20, arguments)]
        let flags = texts.reduce(0x82) { $0 | ($1.1 == nil ? 0 : $1.0) }
        var bytes = joined(le(UInt32(0x4C)), Self.shellLink, le(UInt32(flags)), le(UInt32(0x20)))
        bytes += joined(le(created), le(accessed), le(modified), le(UInt32(1234)), zeros(4), le(UInt32(1)), zeros(12))
        let volume = joined(
            le(UInt32(17 + label.utf8.count)), le(driveType), le(UInt32(0xCAFE_F00D)), le(UInt32(16)), ascii(label), [0]
        )
        let path = ascii(target) + [0]
        let ends = 28 + volume.count
        bytes += joined(le(UInt32(ends + path.count + 1)), le(UInt32(28)), le(UInt32(1)), le(UInt32(28)))
        bytes += joined(le(UInt32(ends)), zeros(4), le(UInt32(ends + path.count)), volume, path, [0])
        for (_, text) in texts {
            if let text { bytes += le(UInt16(text.utf16.count)) + wide(text) }
        }
        if let machine {
            bytes += joined(le(UInt32(0x60)), le(UInt32(0xA000_0003)), le(UInt32(0x58)), zeros(4))
            bytes += joined(ascii(machine), zeros(16 - machine.utf8.count), zeros(64))
        }
        return bytes + zeros(4)
    }

    /// `*.customDestinations-ms`: shortcuts by the heading that a program gave them; nil for its tasks.
    package static func list(_ categories: [(heading: String?, shortcuts: [ShortcutMaker])]) -> [UInt8] {
        var bytes = joined(le(UInt32(2)), le(UInt32(categories.count)), zeros(4))
        for (heading, shortcuts) in categories {
            if let heading {
                bytes += joined(le(UInt32(0)), le(UInt16(heading.utf16.count)), wide(heading))
            } else {
                bytes += le(UInt32(2))
            }
            bytes += le(UInt32(shortcuts.count))
            for shortcut in shortcuts { bytes += shellLink + shortcut.file }
            bytes += [0xAB, 0xFB, 0xBF, 0xBA]
        }
        return bytes
    }
}
