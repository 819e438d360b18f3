/// The files that a VMware disk descriptor names as its extents (Virtual Disk Format 5.0); pure.
package enum DiskDescriptor {
    static let magic = Array("# Disk DescriptorFile".utf8)
    /// Bytes of a descriptor at most.
    static let most = 64 << 10
    private static let mostExtents = 1_000

    /// - Returns: plain names in the same folder; nil when it names anything else.
    package static func extents(in text: String) -> [String]? {
        var names: [String] = []
        for line in text.split(whereSeparator: \.isNewline) {
            guard let match = line.firstMatch(of: /^ *(?:RW|RDONLY|NOACCESS) +[0-9]+ +[A-Z0-9]+ +"([^"]*)"/) else {
                continue
            }
            let name = String(match.1)
            guard isPlain(name), names.count < mostExtents else { return nil }
            if !names.contains(name) { names.append(name) }
        }
        return names
    }

    /// A name that stays in its folder.
    package static func isPlain(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.count <= 200 && !name.hasPrefix(".")
            && name.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "\\") }
    }
}
