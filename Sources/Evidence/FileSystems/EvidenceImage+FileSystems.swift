import CSleuthKit
import Model

extension EvidenceImage {
    private static let named = ["ntfs", "fat", "exfat", "ext", "hfs", "iso9660", "ufs", "yaffs2"]

    /// Opens the file system of a volume.
    ///
    /// - Throws: `volume-encrypted`, `unsupported-file-system` (known, but not readable), `no-file-system`.
    package func openFileSystem(at volume: Volume) throws(WinnowError) -> FileSystem {
        if let foreign = try foreignFormat(volume) {
            throw WinnowError(
                foreign.encrypted ? "volume-encrypted" : "unsupported-file-system",
                "the volume at byte \(volume.offset) is \(foreign.name), which cannot be read",
                remedy: foreign.encrypted ? "it needs its key: send the device to the DFU" : nil)
        }
        if let handle = csk_file_system_open(self.handle, volume.offset, nil) {
            return FileSystem(handle: handle, image: self, volume: volume)
        }
        let encrypted = csk_error_is_encrypted()
        let error = sleuthKitError(
            encrypted ? "volume-encrypted" : "no-file-system",
            encrypted
                ? "the volume at byte \(volume.offset) looks encrypted"
                : "no file system was found at byte \(volume.offset)",
            remedy: encrypted ? "it needs its key: send the device to the DFU" : "check that this is a device image")
        if !encrypted, csk_error_is_ambiguous() {
            for name in Self.named {
                if let handle = csk_file_system_open(self.handle, volume.offset, name) {
                    return FileSystem(handle: handle, image: self, volume: volume)
                }
            }
        }
        throw error
    }

    /// Formats that libtsk does not read, by their magic bytes, so that they are named and not just unknown.
    private static let foreign: [(offset: UInt64, magic: [UInt8], name: String, encrypted: Bool)] = [
        (0, Array("LUKS".utf8) + [0xBA, 0xBE], "LUKS", true),
        (3, Array("-FVE-FS-".utf8), "BitLocker", true),
        (65_600, Array("_BHRfS_M".utf8), "btrfs", false),
        (0, Array("XFSB".utf8), "XFS", false),
        (1_024, [0x10, 0x20, 0xF5, 0xF2], "F2FS", false),
        (512, Array("LABELONE".utf8), "LVM", false),
        (3, Array("ReFS".utf8), "ReFS", false),
        (32, Array("NXSB".utf8), "APFS", false),
        (4_086, Array("SWAPSPACE2".utf8), "Linux swap", false),
        (0, Array("hsqs".utf8), "SquashFS", false),
    ]

    private func foreignFormat(_ volume: Volume) throws(WinnowError) -> (name: String, encrypted: Bool)? {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 16, alignment: 8)
        defer { buffer.deallocate() }
        for format in Self.foreign where volume.length >= format.offset + UInt64(format.magic.count) {
            let part = UnsafeMutableRawBufferPointer(rebasing: buffer[..<format.magic.count])
            guard let got = try? read(into: part, at: volume.offset + format.offset) else { continue }
            if got == format.magic.count, part.elementsEqual(format.magic) { return (format.name, format.encrypted) }
        }
        return nil
    }
}
