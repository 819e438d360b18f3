import Model

/// A format of volumes that libtsk does not read, told by its magic bytes so that it is named and not just unknown.
package struct ForeignFormat: Hashable, Sendable {
    package enum Kind: Sendable {
        /// Needs a key.
        case encrypted
        /// Holds files or volumes in a form that is not read.
        case unsupported
        /// Has no structure beyond its header: a search of its bytes is all there is to do.
        case plain
    }

    /// For people.
    package var name: String
    /// The coverage's reason.
    package var word: String
    package var kind: Kind
    /// Found at the very start, where no readable file system leaves it standing: asked for before libtsk is. The others
    /// may be left over from an earlier use of the volume.
    var comesFirst = false
    /// Pieces with their offsets from the volume's start; all must be there. A negative offset counts from its end.
    fileprivate var pieces: [(offset: Int64, bytes: [UInt8])]

    package static func == (left: Self, right: Self) -> Bool { left.word == right.word }
    package func hash(into hasher: inout Hasher) { hasher.combine(word) }

    private init(
        _ name: String, _ word: String, _ kind: Kind, first: Bool = false, _ pieces: (Int64, [UInt8])...
    ) {
        self.name = name
        self.word = word
        self.kind = kind
        comesFirst = first
        self.pieces = pieces.map { (offset: $0.0, bytes: $0.1) }
    }

    private static func text(_ text: String) -> [UInt8] { Array(text.utf8) }

    /// Identifier in the boot sector of BitLocker volumes from Windows 7 on, and of BitLocker To Go.
    private static let bitLocker: [UInt8] = [
        0x3B, 0xD6, 0x67, 0x49, 0x29, 0x2E, 0xD8, 0x4A, 0x83, 0x99, 0xF6, 0xA3, 0x39, 0xE3, 0xD0, 0x01,
    ]
    private static let raid: [UInt8] = [0xFC, 0x4E, 0x2B, 0xA9]

    /// Offsets as in util-linux's libblkid, libyal's format descriptions and The Sleuth Kit's encryption detection.
    private static let all: [ForeignFormat] = [
        Self("LUKS", "luks", .encrypted, first: true, (0, text("LUKS") + [0xBA, 0xBE])),
        Self("BitLocker", "bitlocker", .encrypted, first: true, (3, text("-FVE-FS-"))),
        // Its start is a small FAT volume with a program that asks for the password; the rest is the encrypted volume.
        Self("BitLocker To Go", "bitlocker-to-go", .encrypted, first: true, (3, text("MSWIN4.1")), (424, bitLocker)),
        Self(
            "CoreStorage (FileVault 2)", "filevault", .encrypted, first: true, (8, [1, 0, 0x10]), (88, text("CS"))),
        Self("PGP Whole Disk Encryption", "pgp-disk", .encrypted, first: true, (3, text("PGPGUARD"))),
        Self("GELI", "geli", .encrypted, (-512, text("GEOM::ELI"))),

        Self("XFS", "xfs", .unsupported, first: true, (0, text("XFSB"))),
        Self("ReFS", "refs", .unsupported, first: true, (3, text("ReFS") + [0, 0, 0, 0])),
        Self("SquashFS", "squashfs", .unsupported, first: true, (0, text("hsqs"))),
        Self("btrfs", "btrfs", .unsupported, (65_600, text("_BHRfS_M"))),
        Self("F2FS", "f2fs", .unsupported, (1_024, [0x10, 0x20, 0xF5, 0xF2])),
        Self("EROFS", "erofs", .unsupported, (1_024, [0xE2, 0xE1, 0xF5, 0xE0])),
        Self("LVM", "lvm", .unsupported, (512, text("LABELONE")), (536, text("LVM2 001"))),
        Self("LVM", "lvm", .unsupported, (0, text("LABELONE")), (24, text("LVM2 001"))),
        Self("Linux software RAID", "md-raid", .unsupported, (4_096, raid)),
        Self("Linux software RAID", "md-raid", .unsupported, first: true, (0, raid)),
        Self(
            "bcache", "bcache", .unsupported,
            (
                4_120,
                [
                    0xC6, 0x85, 0x73, 0xF6, 0x4E, 0x1A, 0x45, 0xCA, 0x82, 0x65, 0xF5, 0x7F, 0x48, 0xBA, 0x6D, 0x81,
                ]
            )),
        Self(
            "bcachefs", "bcachefs", .unsupported,
            (
                4_120,
                [
                    0xC6, 0x85, 0x73, 0xF6, 0x66, 0xCE, 0x90, 0xA9, 0xD9, 0x6A, 0x60, 0xCF, 0x80, 0x3D, 0xF7, 0xEF,
                ]
            )),
        // The first slots of the ring of uberblocks in the first label; in either byte order.
        Self("ZFS", "zfs", .unsupported, (131_072, [0x0C, 0xB1, 0xBA, 0, 0, 0, 0, 0])),
        Self("ZFS", "zfs", .unsupported, (132_096, [0x0C, 0xB1, 0xBA, 0, 0, 0, 0, 0])),
        Self("ZFS", "zfs", .unsupported, (135_168, [0x0C, 0xB1, 0xBA, 0, 0, 0, 0, 0])),
        Self("ZFS", "zfs", .unsupported, (131_072, [0, 0, 0, 0, 0, 0xBA, 0xB1, 0x0C])),
        Self("Windows Storage Spaces", "storage-spaces", .unsupported, (4_096, text("SPACEDB "))),
        Self("JFS", "jfs", .unsupported, (32_768, text("JFS1"))),
        Self("ReiserFS", "reiserfs", .unsupported, (65_588, text("ReIsEr"))),
        Self("NILFS2", "nilfs2", .unsupported, (1_030, [0x34, 0x34]), (1_026, [0, 0])),
        Self("UDF", "udf", .unsupported, (32_769, text("BEA01"))),
        Self("VMFS", "vmfs", .unsupported, (1_048_576, [0x0D, 0xD0, 0x01, 0xC0])),
        Self("APFS", "apfs", .unsupported, (32, text("NXSB"))),

        Self("Linux swap", "swap", .plain, (4_086, text("SWAPSPACE2"))),
    ]

    static func of(_ volume: Volume, in image: EvidenceImage, first: Bool) -> ForeignFormat? {
        all.first { format in
            format.comesFirst == first && format.pieces.allSatisfy { image.has($0.bytes, at: $0.offset, in: volume) }
        }
    }
}

extension EvidenceImage {
    fileprivate func has(_ wanted: [UInt8], at offset: Int64, in volume: Volume) -> Bool {
        let length = UInt64(wanted.count)
        guard offset.magnitude + length <= volume.length || (offset < 0 && offset.magnitude <= volume.length) else {
            return false
        }
        let start = offset < 0 ? volume.offset + volume.length - offset.magnitude : volume.offset + offset.magnitude
        return withUnsafeTemporaryAllocation(byteCount: wanted.count, alignment: 8) { buffer in
            (try? read(into: buffer, at: start)) == wanted.count && buffer.elementsEqual(wanted)
        }
    }

    /// Eight bytes, little endian; nil where they cannot be read.
    func number(at offset: UInt64) -> UInt64? {
        withUnsafeTemporaryAllocation(byteCount: 8, alignment: 8) { buffer in
            guard (try? read(into: buffer, at: offset)) == 8 else { return nil }
            return UInt64(littleEndian: buffer.load(as: UInt64.self))
        }
    }
}
