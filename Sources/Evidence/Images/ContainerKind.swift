import Foundation
import Model

/// The container of an image, told by its magic bytes and never by its name or by libtsk's detection, which takes
/// whatever it does not know for raw.
enum ContainerKind {
    case raw, ewf, vmdk, vhd, aff

    /// What begins with these bytes is opened by explicit type.
    private static let supported: [(offset: Int, magic: [UInt8], kind: ContainerKind)] = [
        (0, Array("EVF\u{9}\r\n".utf8) + [0xFF, 0x00], .ewf),
        (0, Array("KDMV".utf8), .vmdk),
        (0, Array("# Disk DescriptorFile".utf8), .vmdk),
        (0, Array("conectix".utf8), .vhd),
        (0, Array("vhdxfile".utf8), .vhd),
        (0, Array("AFF10\r\n".utf8), .aff),
    ]

    private static let unsupported: [(magic: [UInt8], name: String)] = [
        (Array("encrcdsa".utf8), "encrypted DMG"),
        (Array("<<< ".utf8), "VirtualBox VDI"),
        (Array("QED".utf8) + [0], "QED"),
        (Array("COWD".utf8), "VMware COWD"),
        (Array("BZh".utf8), "bzip2"),
        ([0x28, 0xB5, 0x2F, 0xFD], "zstd"),
        (Array("QFI".utf8) + [0xFB], "QCOW"),
        (Array("EVF2\r\n".utf8) + [0x81], "Ex01"),
        (Array("LEF2\r\n".utf8), "Lx01"),
        (Array("LVF\u{9}\r\n".utf8), "L01"),
        (Array("ADSEGMENTEDFILE".utf8), "AD1"),
        (Array("ADCRYPT".utf8), "encrypted AD1 or E01"),
        (Array("PK\u{3}\u{4}".utf8), "AFF4 or ZIP"),
        (Array("Rar!".utf8), "RAR"),
        (Array("7z".utf8) + [0xBC, 0xAF, 0x27, 0x1C], "7z"),
        ([0x1F, 0x8B], "gzip"),
        ([0xFD] + Array("7zXZ".utf8), "xz"),
    ]

    /// - Parameters:
    ///   - head: the first bytes of the first segment.
    ///   - tail: its last 512 bytes.
    init(head: [UInt8], tail: [UInt8], path: String) throws(WinnowError) {
        for entry in Self.supported where Self.matches(head, entry.magic, at: entry.offset) {
            self = entry.kind
            return
        }
        // A fixed VHD has its footer only at the end.
        if Self.matches(tail, Array("conectix".utf8), at: 0) {
            self = .vhd
            return
        }
        var name = Self.unsupported.first { Self.matches(head, $0.magic, at: 0) }?.name
        if Self.matches(tail, Array("koly".utf8), at: 0) { name = "DMG" }
        if let name {
            throw WinnowError(
                "unsupported-container", "\(path) is a \(name) container, which cannot be read",
                remedy: "convert it to raw or E01 and submit that")
        }
        self = .raw
    }

    private static func matches(_ bytes: [UInt8], _ magic: [UInt8], at offset: Int) -> Bool {
        bytes.count >= offset + magic.count && bytes[offset..<(offset + magic.count)].elementsEqual(magic)
    }
}
