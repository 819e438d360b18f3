import Analysis
import Evidence
import Model

extension FuzzTarget {
    /// What tells files, volumes and images apart before any library is asked.
    static let evidence: [FuzzTarget] = [
        FuzzTarget(
            "content-type",
            seeds: {
                texts("PK\u{3}\u{4}0123456789012345678901234mimetypeapplication/epub+zip", "%PDF-1.4", "0000ftypheic")
            }
        ) { bytes in bytes.withUnsafeBytes { _ = ContentType.sniff($0) } },
        FuzzTarget(
            "mail",
            seeds: {
                let part = "Content-Type: a/b; name=c\nContent-Transfer-Encoding: base64\n\nAAEC\n"
                let whole = "From: a@b\nTo: c\nMessage-ID: <1>\nContent-Type: multipart/mixed; boundary=b\n\n--b\n"
                return texts(
                    whole + part + "--b--\n", "From a 1:2\n" + whole + part + "--b\n" + part + "\nFrom b 1:2\n")
            }
        ) { bytes in
            for isMailbox in [false, true] {
                let whole = files(bytes, isMailbox: isMailbox, piece: bytes.count)
                precondition(whole == files(bytes, isMailbox: isMailbox, piece: 3), "pieces change a message's files")
            }
        },
        FuzzTarget(
            "tnef",
            seeds: {
                let data: [UInt8] = [2, 0x0F, 0x80, 6, 0, 3, 0, 0, 0, 1, 2, 3, 6, 0]
                let title: [UInt8] = [2, 0x10, 0x80, 1, 0, 2, 0, 0, 0, 0x61, 0, 0x61, 0]
                let begin: [UInt8] = [2, 2, 0x90, 6, 0, 1, 0, 0, 0, 9, 9, 0]
                return [[0x78, 0x9F, 0x3E, 0x22, 1, 0] + begin + title + data + begin]
            }
        ) { bytes in precondition(wrapped(bytes, piece: bytes.count) == wrapped(bytes, piece: 3), "pieces change files")
        },
        FuzzTarget("entropy", seeds: { [[UInt8](repeating: 7, count: 4_096)] }) { bytes in
            let analyzer = EntropyAnalyzer()
            let size = bytes.reduce(UInt64(1)) { $0 &* 31 &+ UInt64($1) } & ~511
            let item = ScanItem(
                locator: Locator(
                    volumeOffset: 0, fileSystem: "", metaAddress: 0, path: RawPath("x"), state: .allocated),
                kind: .regular, size: size)
            var report = ItemReport()
            analyzer.begin(item)
            bytes.withUnsafeBytes { analyzer.consume($0, at: size) }
            bytes.withUnsafeBytes { analyzer.consume($0, at: 0) }
            analyzer.end(item, complete: true, into: &report)
        },
        FuzzTarget(
            "side-digests",
            seeds: {
                texts(
                    "900150983cd24fb0d6963f7d28e17f72  disk.dd\n",
                    "MD5 checksum:  900150983cd24fb0d6963f7d28e17f72 : verified",
                    "SHA-1 : a9993e364706816aba3e25717850c26c9cd0d89d\r\n")
            }
        ) { bytes in
            for ending in ["md5", "txt"] {
                _ = SideDigests.parse(String(decoding: bytes, as: UTF8.self), ending: ending, image: "disk.dd")
            }
        },
        FuzzTarget("partitions", seeds: { [(0..<68).map { UInt8(truncatingIfNeeded: $0 &* 37) }] }) { bytes in
            let size: UInt64 = 1 << 30
            let tiles = EvidenceImage.tiled(parts(bytes), size: size)
            precondition(tiles.reduce(0) { $0 + $1.length } == size, "the parts of a medium do not add up to it")
            precondition(
                zip(tiles, tiles.dropFirst()).allSatisfy { $0.offset + $0.length == $1.offset }, "parts overlap")
        },
        FuzzTarget("pool-address", seeds: { texts("apfs@107", "ntfs") }) { bytes in
            let text = String(decoding: bytes, as: UTF8.self)
            if let address = PoolAddress(fileSystem: text) { _ = PoolAddress(fileSystem: address.text) }
            _ = Escaping.line(text)
        },
    ]

    /// The same of what Outlook wraps.
    private static func wrapped(_ bytes: [UInt8], piece: Int) -> [[UInt8]] {
        bytes.withUnsafeBytes { all in
            let parts = TNEFParts { offset in
                UnsafeRawBufferPointer(rebasing: all.dropFirst(Int(clamping: offset)).prefix(piece))
            }
            var result: [[UInt8]] = []
            while let part = try? parts.nextFile() {
                result += [part.name.bytes, content { try parts.read(into: $0) }]
            }
            return result
        }
    }

    private static func content(_ read: (UnsafeMutableRawBufferPointer) throws -> Int) -> [UInt8] {
        var content: [UInt8] = []
        while let got = try? [UInt8](
            unsafeUninitializedCapacity: 512,
            initializingWith: { target, count in count = try read(UnsafeMutableRawBufferPointer(target)) }),
            !got.isEmpty
        { content += got }
        return content
    }

    /// The names and contents of what a message has attached, read in pieces.
    private static func files(_ bytes: [UInt8], isMailbox: Bool, piece: Int) -> [[UInt8]] {
        bytes.withUnsafeBytes { all in
            let parts = MailParts(isMailbox: isMailbox) { offset in
                UnsafeRawBufferPointer(rebasing: all.dropFirst(Int(clamping: offset)).prefix(piece))
            }
            var result: [[UInt8]] = []
            while let part = try? parts.nextFile() {
                result += [part.name.bytes, content { try parts.read(into: $0) }]
            }
            return result
        }
    }

    /// A hostile partition table: kind, start and length of each part.
    private static func parts(_ bytes: [UInt8]) -> [Volume] {
        stride(from: 0, to: min(bytes.count, 4_096) - 16, by: 17).map { place in
            func number(_ start: Int) -> UInt64 { (0..<8).reduce(0) { $0 << 8 | UInt64(bytes[place + start + $1]) } }
            let kinds: [Volume.Kind] = [.partition, .gap, .table]
            // Half of them within the medium, so that they meet.
            let mask: UInt64 = bytes[place] & 0x80 == 0 ? (1 << 30) - 1 : .max
            return Volume(
                index: 0, offset: number(1) & mask, length: number(9) & mask, description: "",
                kind: kinds[Int(bytes[place] % 3)])
        }
    }
}
